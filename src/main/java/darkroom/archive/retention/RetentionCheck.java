package darkroom.archive.retention;

import darkroom.model.Erasures;
import darkroom.model.SideBySide;
import darkroom.model.StoredObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Looks whether what is kept is kept as promised: buckets, and objects one by one. An object's lock, its Expires and the
 * lifecycle rules for its tags must agree with its days. A delete marker over an object whose time is not over, which a
 * plain DELETE leaves although the object is locked, is taken away again; that loses nothing. Those of customers who were
 * erased stay. Thread-safe.
 */
public final class RetentionCheck {
    /** Clocks of S3 and of the app may differ by so much. */
    private static final Duration SKEW = Duration.ofDays(1);

    private static final String ARCHIVED = "archive/";
    private static final Set<String> AS_LONG_AS_ITS_DAYS = Set.of("variant", "original");
    private static final Set<String> LOCKED = Set.of("variant", "original", "receipt", "failure");

    private final S3Client s3;
    private final String archive;
    private final String inbox;
    private final LifecyclePlan plan;
    private final Erasures erasures;
    private final Clock clock;

    /** @param erasures of customers whose objects were hidden on purpose */
    public RetentionCheck(
            S3Client s3, String archive, String inbox, LifecyclePlan plan, Erasures erasures, Clock clock) {
        this.s3 = s3;
        this.archive = archive;
        this.inbox = inbox;
        this.plan = plan;
        this.erasures = erasures;
        this.clock = clock;
    }

    /**
     * @param objects that were looked at, delete markers included
     * @param findings of each code at most {@link #NAMED}
     * @param more how many of a code are not among those
     */
    public record Report(Instant at, long objects, List<Finding> findings, Map<Finding.Code, Long> more) {
        /** One rule that was changed concerns a million objects: who reads of a thousand knows. */
        public static final int NAMED = 1000;

        public Report {
            findings = List.copyOf(findings);
            more = Map.copyOf(more);
        }

        /** With those that are not named. */
        public long found() {
            return findings.size()
                    + more.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What a look has seen so far, in memory that does not grow with what there is. One thread. */
    private static final class Look {
        private final long most;
        private final Set<String> keys; // a round trip meets the page where it began a second time
        private final List<Finding> named = new ArrayList<>();
        private final Map<Finding.Code, Long> counts = new EnumMap<>(Finding.Code.class);
        private long objects;

        Look(long most, boolean isRound) {
            this.most = most;
            this.keys = isRound ? new HashSet<>() : null;
        }

        boolean isFull() {
            return objects >= most;
        }

        boolean isNew(String key) {
            boolean isNew = keys == null || keys.add(key);
            objects += isNew ? 1 : 0;
            return isNew;
        }

        void found(Finding finding) {
            if (counts.merge(finding.code(), 1L, Long::sum) <= Report.NAMED) {
                named.add(finding);
            }
        }

        Report report(Instant at) {
            Map<Finding.Code, Long> more = new EnumMap<>(Finding.Code.class);
            counts.forEach((code, count) -> {
                if (count > Report.NAMED) {
                    more.put(code, count - Report.NAMED);
                }
            });
            return new Report(at, objects, named, more);
        }
    }

    /**
     * The buckets and a sample of the objects, all where there are no more.
     *
     * @param objects how many; delete markers on the same page of the listing come on top
     * @throws SdkException where S3 is away
     */
    public Report sample(int objects, RandomGenerator lot) {
        VersionListing listing = new VersionListing(s3, archive);
        Each inOrder =
                (versions, at) -> versions.stream().map(at).map(Optional::of).toList();
        return run(listing, listing.anyPlace(lot, clock), objects, inOrder);
    }

    /** The buckets and every object, of a page of the listing some at a time. */
    public Report all(SideBySide threads) {
        return run(new VersionListing(s3, archive), "", Long.MAX_VALUE, threads::all);
    }

    /** Looks at each of some things, in their order or side by side. */
    private interface Each {
        List<Optional<List<Finding>>> look(List<ObjectVersion> versions, Function<ObjectVersion, List<Finding>> at);
    }

    private Report run(VersionListing listing, String start, long objects, Each each) {
        Instant at = clock.instant();
        Look look = new Look(objects, !start.isEmpty());
        buckets().forEach(look::found);
        Optional<Lifecycle> lifecycle = lifecycle(archive);
        if (objects > 0) {
            listing.from(start, page -> {
                look(page, lifecycle, look, each);
                return !look.isFull();
            });
        }
        return look.report(at);
    }

    private void look(ListObjectVersionsResponse page, Optional<Lifecycle> lifecycle, Look look, Each each) {
        for (DeleteMarkerEntry marker : page.deleteMarkers()) {
            if (Boolean.TRUE.equals(marker.isLatest())
                    && marker.key().startsWith(ARCHIVED)
                    && look.isNew(marker.key())) {
                hidden(marker).ifPresent(look::found);
            }
        }
        List<ObjectVersion> current = page.versions().stream()
                .filter(version ->
                        Boolean.TRUE.equals(version.isLatest()) && !look.isFull() && look.isNew(version.key()))
                .toList();
        each.look(current, version -> object(version, lifecycle))
                .forEach(found -> found.orElseThrow().forEach(look::found));
    }

    /** Lock, versions and lifecycles. */
    public List<Finding> buckets() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(told(archive, "GetBucketObjectLockConfiguration", this::lock));
        for (String bucket : List.of(archive, inbox)) {
            findings.addAll(told(bucket, "GetBucketVersioning", () -> versions(bucket)));
            findings.addAll(told(bucket, "GetLifecycleConfiguration", () -> drift(bucket)));
        }
        return findings;
    }

    private static List<Finding> told(String bucket, String right, Supplier<List<Finding>> look) {
        try {
            return look.get();
        } catch (S3Exception e) {
            if (e.statusCode() != 403) {
                throw e;
            }
            return List.of(new Finding(Finding.Code.CANNOT_TELL, bucket, "the right " + right, "403"));
        }
    }

    private List<Finding> lock() {
        ObjectLockConfiguration lock = null;
        try {
            lock = s3.getObjectLockConfiguration(r -> r.bucket(archive)).objectLockConfiguration();
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                throw e;
            }
        }
        if (lock == null || lock.objectLockEnabled() != ObjectLockEnabled.ENABLED) {
            return List.of(new Finding(Finding.Code.NO_OBJECT_LOCK, archive, "object lock", "none"));
        }
        if (lock.rule() != null && lock.rule().defaultRetention() != null) {
            return List.of(new Finding(
                    Finding.Code.DEFAULT_RETENTION,
                    archive,
                    "no default retention: quarantine and markers are to be deletable",
                    String.valueOf(lock.rule().defaultRetention())));
        }
        return List.of();
    }

    private List<Finding> versions(String bucket) {
        BucketVersioningStatus status =
                s3.getBucketVersioning(r -> r.bucket(bucket)).status();
        return status == BucketVersioningStatus.ENABLED
                ? List.of()
                : List.of(new Finding(
                        Finding.Code.NOT_VERSIONED,
                        bucket,
                        "versioning enabled",
                        status == null ? "off" : status.toString()));
    }

    private List<Finding> drift(String bucket) {
        List<Finding> findings = new ArrayList<>();
        Lifecycle lifecycle = Lifecycle.of(s3, bucket);
        LifecyclePlan.drift(
                        lifecycle.rules(),
                        bucket.equals(archive) ? plan.with(lifecycle.rules()).archive() : plan.inbox())
                .forEach((id, words) -> findings.add(new Finding(
                        Finding.Code.LIFECYCLE_DRIFT,
                        bucket + " rule " + id,
                        words[0].isEmpty() ? "no such rule" : words[0],
                        words[1].isEmpty() ? "no such rule" : words[1])));
        if (bucket.equals(archive)) {
            plan.early(lifecycle.rules())
                    .forEach((rule, expected) ->
                            findings.add(new Finding(Finding.Code.GOES_EARLY, bucket, expected, "the rule " + rule)));
        }
        return findings;
    }

    /** Empty where the credential may not look, which {@link #buckets} tells. */
    private Optional<Lifecycle> lifecycle(String bucket) {
        try {
            return Optional.of(Lifecycle.of(s3, bucket));
        } catch (S3Exception e) {
            if (e.statusCode() != 403) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * An object that was stored a moment ago, against what was asked for.
     *
     * @throws SdkException where S3 is away
     */
    public List<Finding> stored(StoredObject object) {
        HeadObjectResponse head;
        try {
            head = s3.headObject(r -> r.bucket(archive).key(object.key()));
        } catch (NoSuchKeyException hidden) {
            return List.of(); // by somebody, since it was stored: a sample of all finds and lifts what hides it
        }
        Map<String, String> tags = tags(object.key(), head.versionId());
        String where = object.key() + " version " + head.versionId();
        List<Finding> findings = new ArrayList<>();
        if (!tags.equals(object.tags())) {
            findings.add(new Finding(Finding.Code.TAGS, where, sorted(object.tags()), sorted(tags)));
        }
        Instant lock = head.objectLockRetainUntilDate();
        if (object.lockedUntil() != null && (lock == null || lock.isBefore(object.lockedUntil()))) {
            findings.add(new Finding(
                    Finding.Code.LOCK,
                    where,
                    "locked until " + object.lockedUntil(),
                    lock == null ? "none" : "" + lock));
        }
        if (findings.isEmpty()) {
            findings.addAll(agree(where, object.key(), head, tags, lifecycle(archive)));
        }
        return findings;
    }

    private List<Finding> object(ObjectVersion version, Optional<Lifecycle> lifecycle) {
        try {
            HeadObjectResponse head =
                    s3.headObject(r -> r.bucket(archive).key(version.key()).versionId(version.versionId()));
            return agree(
                    version.key() + " version " + version.versionId(),
                    version.key(),
                    head,
                    tags(version.key(), version.versionId()),
                    lifecycle);
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return List.of(); // gone since it was listed, as markers and what has expired do
            }
            throw e;
        }
    }

    private List<Finding> agree(
            String where,
            String key,
            HeadObjectResponse head,
            Map<String, String> tags,
            Optional<Lifecycle> lifecycle) {
        String kind = tags.getOrDefault("kind", "");
        String number = tags.getOrDefault("days", "");
        if (kind.isEmpty() || !number.matches("[1-9]\\d{0,4}")) {
            return List.of(new Finding(Finding.Code.TAGS, where, "tags kind and days", sorted(tags)));
        }
        int days = Integer.parseInt(number);
        Instant since = head.lastModified();
        Instant least = since.plus(RetentionDays.LEAST, ChronoUnit.DAYS);
        Instant over = since.plus(days, ChronoUnit.DAYS);
        Instant lock = head.objectLockRetainUntilDate();
        List<Finding> findings = new ArrayList<>();
        if (LOCKED.contains(kind) || key.startsWith(ARCHIVED)) {
            Instant needed = AS_LONG_AS_ITS_DAYS.contains(kind) ? later(least, over.minus(SKEW)) : least;
            if (lock == null || lock.isBefore(needed)) {
                findings.add(new Finding(
                        Finding.Code.LOCK,
                        where,
                        "locked until " + needed + " or later (kind " + kind + ", " + days + " days)",
                        lock == null ? "none" : lock.toString()));
            }
        }
        Instant expires = expires(head);
        if (expires == null || expires.isBefore(over.minus(SKEW))) {
            findings.add(new Finding(
                    Finding.Code.EXPIRES,
                    where,
                    "Expires " + over.minus(SKEW) + " or later (" + days + " days)",
                    head.expiresString() == null ? "none" : head.expiresString()));
        }
        lifecycle
                .flatMap(rules -> goes(where, key, head, tags, rules, later(over, lock)))
                .ifPresent(findings::add);
        return findings;
    }

    private static Optional<Finding> goes(
            String where,
            String key,
            HeadObjectResponse head,
            Map<String, String> tags,
            Lifecycle rules,
            Instant noSooner) {
        Optional<Lifecycle.Expiry> expiry = rules.expiry(key, head.contentLength(), tags, head.lastModified());
        if (expiry.isEmpty()) {
            return Optional.of(new Finding(
                    Finding.Code.NEVER_GOES,
                    where,
                    "a lifecycle rule for days=" + tags.get("days"),
                    "none: retention --set-up makes it"));
        }
        return expiry.filter(e -> e.at().isBefore(noSooner))
                .map(e -> new Finding(
                        Finding.Code.GOES_EARLY,
                        where,
                        "no sooner than " + noSooner,
                        e.at() + " by the rule " + e.rule()));
    }

    private static Instant later(Instant a, Instant b) {
        return b == null || (a != null && a.isAfter(b)) ? a : b;
    }

    /** Null where it is absent or no date of HTTP. */
    private static Instant expires(HeadObjectResponse head) {
        try {
            return head.expiresString() == null
                    ? null
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(head.expiresString()));
        } catch (DateTimeException none) {
            return null;
        }
    }

    /** What lies under a marker, and whether its time is over; if not, the marker goes. */
    private Optional<Finding> hidden(DeleteMarkerEntry marker) {
        String key = marker.key();
        ListObjectVersionsResponse there =
                s3.listObjectVersions(r -> r.bucket(archive).prefix(key));
        Optional<ObjectVersion> newest = there.versions().stream()
                .filter(version -> version.key().equals(key))
                .findFirst(); // S3 lists the newest first
        if (newest.isEmpty()
                || erasures.cover(key.split("/", 3)[1], newest.get().lastModified())) {
            return Optional.empty();
        }
        HeadObjectResponse head;
        try {
            head = s3.headObject(
                    r -> r.bucket(archive).key(key).versionId(newest.get().versionId()));
        } catch (NoSuchKeyException gone) { // since it was listed
            return Optional.empty();
        }
        Instant until = later(head.objectLockRetainUntilDate(), expires(head));
        if (until == null || !until.isAfter(clock.instant())) {
            return Optional.empty();
        }
        String found = "a delete marker of " + marker.lastModified();
        try {
            there.deleteMarkers().stream()
                    .filter(m -> m.key().equals(key))
                    .forEach(
                            m -> s3.deleteObject(r -> r.bucket(archive).key(key).versionId(m.versionId())));
            found += ", which was taken away";
        } catch (S3Exception e) {
            if (e.statusCode() != 403) {
                throw e;
            }
            found += ", which this credential may not take away: retention --check with an administrator's can";
        }
        return Optional.of(new Finding(
                Finding.Code.HIDDEN, key + " version " + newest.get().versionId(), "to be had until " + until, found));
    }

    private Map<String, String> tags(String key, String version) {
        return new HashMap<>(s3.getObjectTagging(r -> r.bucket(archive).key(key).versionId(version)).tagSet().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value, (a, b) -> b)));
    }

    private static String sorted(Map<String, String> tags) {
        return tags.isEmpty() ? "none" : new java.util.TreeMap<>(tags).toString();
    }
}
