package darkroom.archive.retention;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * The lifecycles of the two buckets. The lock guarantees the least; these rules only clear away afterwards: what is tagged
 * {@code days} = N expires N + 1 days after its PUT, so that no clock that is off by less than a day lets it expire under
 * its lock. What is expired or deleted in a versioned bucket is only hidden: variants and the like go a day later, the
 * rest after thirty, for receipts are locked no longer than their variants but kept as long as the rows. Delete markers
 * and incomplete uploads have no tags.
 *
 * <p>Own rules are known by their ids, such as {@code darkroom-days-8}; all others are an administrator's, and stay. Immutable.
 */
public final class LifecyclePlan {
    /** What a customer may be given without another set-up. */
    private static final List<Integer> OFFERED = List.of(30, 90, 365);

    private static final String OWN = "darkroom-";

    private static final Pattern OWN_IDS =
            Pattern.compile(OWN + "(days-\\d+|noncurrent(-[a-z]+)?|delete-markers|incomplete-uploads)");

    /** What builds made before ids began so, to the letter. */
    private static final Pattern EARLIER = Pattern.compile("days-(\\d+)  tag days=\\1: expires after \\1 days"
            + "|noncurrent  all: noncurrent versions go after 1 days"
            + "|delete-markers  all: delete markers over nothing go"
            + "|incomplete-uploads  all: incomplete uploads go after 1 days");

    private static final Pattern DAYS = Pattern.compile(OWN + "days-([1-9]\\d{0,4})");
    private static final List<String> SOON = List.of("variant", "original", "quarantine", "marker");
    private static final String IMAGES = "archive/";

    /** What is locked, and whether it is kept for the most days of all. */
    private static final Map<String, Boolean> KEPT =
            new TreeMap<>(Map.of("variant", false, "original", false, "receipt", true, "failure", true));

    private static final int SOON_DAYS = 1;
    private static final int LATER_DAYS = 30;

    private final Set<Integer> days;

    private LifecyclePlan(Collection<Integer> days) {
        this.days = new TreeSet<>(days);
    }

    /** @param tagged every number of days that the app may tag an object with, each at least 1 */
    public static LifecyclePlan of(Collection<Integer> tagged) {
        LifecyclePlan plan = new LifecyclePlan(tagged);
        plan.days.addAll(OFFERED);
        return plan;
    }

    /** When what is tagged with so many days expires, in days after its PUT. */
    static int expiry(int days) {
        return days + 1;
    }

    /**
     * When a version of the archive that was hidden goes by itself: S3 acts at midnights, and takes nothing that is locked.
     *
     * @param kind the tag of that name
     * @param lockedUntil null = never was
     */
    public static Instant goes(String kind, Instant hiddenAt, Instant lockedUntil) {
        Instant due = hiddenAt.plus(SOON.contains(kind) ? SOON_DAYS : LATER_DAYS, ChronoUnit.DAYS);
        Instant free = lockedUntil != null && lockedUntil.isAfter(due) ? lockedUntil : due;
        return free.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    }

    /** The rules of the archive, by id, in order. */
    public List<LifecycleRule> archive() {
        List<LifecycleRule> rules = new ArrayList<>();
        for (int number : days) {
            rules.add(rule("days-" + number)
                    .filter(filter -> filter.tag(tag("days", Integer.toString(number))))
                    .expiration(expiration -> expiration.days(expiry(number)))
                    .build());
        }
        for (String kind : SOON) {
            rules.add(rule("noncurrent-" + kind)
                    .filter(filter -> filter.tag(tag("kind", kind)))
                    .noncurrentVersionExpiration(expiration -> expiration.noncurrentDays(SOON_DAYS))
                    .build());
        }
        rules.addAll(untagged(LATER_DAYS));
        return List.copyOf(rules);
    }

    /**
     * The rules of the inbox, whose originals are of others and have no tags of ours. What is done is deleted for good; what
     * is not current and still there was uploaded under a key that was used again, and waits for its work.
     */
    public List<LifecycleRule> inbox() {
        return untagged(LATER_DAYS);
    }

    /** @param noncurrent days after which what is hidden goes; where two rules match, S3 takes the sooner */
    private static List<LifecycleRule> untagged(int noncurrent) {
        return List.of(
                rule("noncurrent")
                        .filter(filter -> filter.prefix(""))
                        .noncurrentVersionExpiration(expiration -> expiration.noncurrentDays(noncurrent))
                        .build(),
                rule("delete-markers")
                        .filter(filter -> filter.prefix(""))
                        .expiration(expiration -> expiration.expiredObjectDeleteMarker(true))
                        .build(),
                rule("incomplete-uploads")
                        .filter(filter -> filter.prefix(""))
                        .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1))
                        .build());
    }

    private static LifecycleRule.Builder rule(String name) {
        return LifecycleRule.builder().id(OWN + name).status(ExpirationStatus.ENABLED);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /**
     * This plan with the numbers of days that a bucket has rules of ours for already: objects that were tagged so may lie
     * there still, also when nobody is given that number any more.
     */
    LifecyclePlan with(List<LifecycleRule> there) {
        LifecyclePlan both = new LifecyclePlan(days);
        there.forEach(rule -> number(rule).ifPresent(both.days::add));
        return both;
    }

    private static OptionalInt number(LifecycleRule rule) {
        Matcher m = DAYS.matcher(String.valueOf(rule.id()));
        return m.matches() ? OptionalInt.of(Integer.parseInt(m.group(1))) : OptionalInt.empty();
    }

    /** What a bucket is to have: the rules of others as they are, in front of the wanted ones of ours. */
    static List<LifecycleRule> merge(List<LifecycleRule> there, List<LifecycleRule> wanted) {
        List<LifecycleRule> merged = new ArrayList<>();
        there.stream().filter(rule -> !isOwn(rule)).forEach(merged::add);
        merged.addAll(wanted);
        return merged;
    }

    private static boolean isOwn(LifecycleRule rule) {
        return OWN_IDS.matcher(String.valueOf(rule.id())).matches()
                || EARLIER.matcher(rule.id() + "  " + RuleText.of(rule)).matches();
    }

    /**
     * Where the rules of ours in a bucket are not what they should be: by id, what is expected and what was found, in words;
     * each empty where there is no such rule.
     */
    static Map<String, String[]> drift(List<LifecycleRule> there, List<LifecycleRule> wanted) {
        Map<String, String> expected = texts(wanted);
        Map<String, String> found =
                texts(there.stream().filter(LifecyclePlan::isOwn).toList());
        Set<String> ids = new TreeSet<>(expected.keySet());
        ids.addAll(found.keySet());
        Map<String, String[]> drift = new LinkedHashMap<>();
        for (String id : ids) {
            String want = expected.getOrDefault(id, "");
            String have = found.getOrDefault(id, "");
            if (!want.equals(have)) {
                drift.put(id, new String[] {want, have});
            }
        }
        return drift;
    }

    /**
     * Rules of others that hide something of the archive before its days are over, by the rule in words, each with what is
     * expected instead. Variants and originals have the fewest days of the plan or more, receipts the most; whether such an
     * object is there is not looked at.
     */
    Map<String, String> early(List<LifecycleRule> there) {
        Map<String, String> early = new LinkedHashMap<>();
        there.stream()
                .filter(rule -> rule.status() == ExpirationStatus.ENABLED && !isOwn(rule) && isOverImages(rule))
                .forEach(rule -> KEPT.forEach((kind, longest) -> days(rule, kind, longest)
                        .filter(least -> hidesWithin(rule.expiration(), least))
                        .ifPresent(least -> early.putIfAbsent(
                                rule.id() + "  " + RuleText.of(rule),
                                "no rule that hides a " + kind + " within its " + least + " days"))));
        return early;
    }

    private static boolean isOverImages(LifecycleRule rule) {
        String prefix = RuleText.prefix(rule);
        return IMAGES.startsWith(prefix) || prefix.startsWith(IMAGES);
    }

    /** How long what a rule is about is kept at least; empty where it is about nothing of a kind. */
    private Optional<Integer> days(LifecycleRule rule, String kind, boolean longest) {
        Map<String, String> tags =
                RuleText.tags(rule).stream().collect(Collectors.toMap(Tag::key, Tag::value, (a, b) -> a));
        String tagged = tags.remove("days");
        String of = tags.remove("kind");
        if (!tags.isEmpty() || !(of == null || of.equals(kind))) {
            return Optional.empty();
        }
        IntStream numbers = tagged == null ? days() : days().filter(number -> tagged.equals(Integer.toString(number)));
        OptionalInt number = longest ? numbers.max() : numbers.min();
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }

    private static boolean hidesWithin(LifecycleExpiration expiration, int days) {
        return expiration != null
                && (expiration.date() != null
                        || (expiration.days() != null && expiration.days() > 0 && expiration.days() < days));
    }

    private static Map<String, String> texts(List<LifecycleRule> rules) {
        return rules.stream()
                .collect(Collectors.toMap(
                        rule -> String.valueOf(rule.id()), RuleText::of, (a, b) -> a + "; " + b, LinkedHashMap::new));
    }

    /** All numbers of days of the plan, ascending. */
    IntStream days() {
        return days.stream().mapToInt(Integer::intValue);
    }
}
