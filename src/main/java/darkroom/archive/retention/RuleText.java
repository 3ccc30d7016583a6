package darkroom.archive.retention;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * A lifecycle rule in words, such as {@code tag days=8: expires after 9 days}. Two rules do the same exactly when they read
 * the same, in whichever of the forms of S3's API a server gives them back.
 */
final class RuleText {
    private RuleText() {}

    static String of(LifecycleRule rule) {
        String what = scope(rule) + ": " + String.join(", ", actions(rule));
        return rule.status() == ExpirationStatus.ENABLED ? what : "switched off: " + what;
    }

    private static String scope(LifecycleRule rule) {
        List<String> parts = new ArrayList<>();
        String prefix = prefix(rule);
        if (!prefix.isEmpty()) {
            parts.add("prefix " + prefix);
        }
        tags(rule).stream()
                .map(tag -> "tag " + tag.key() + "=" + tag.value())
                .sorted()
                .forEach(parts::add);
        LifecycleRuleFilter filter = rule.filter();
        if (filter != null) {
            Long over = filter.and() == null
                    ? filter.objectSizeGreaterThan()
                    : filter.and().objectSizeGreaterThan();
            Long under = filter.and() == null
                    ? filter.objectSizeLessThan()
                    : filter.and().objectSizeLessThan();
            if (over != null) {
                parts.add("over " + over + " bytes");
            }
            if (under != null) {
                parts.add("under " + under + " bytes");
            }
        }
        return parts.isEmpty() ? "all" : String.join(" and ", parts);
    }

    @SuppressWarnings("deprecation") // rules of others may still be written with it
    static String prefix(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        return Stream.of(
                        rule.prefix(),
                        filter == null ? null : filter.prefix(),
                        filter == null || filter.and() == null
                                ? null
                                : filter.and().prefix())
                .filter(prefix -> prefix != null)
                .findFirst()
                .orElse("");
    }

    static List<Tag> tags(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return List.of();
        }
        if (filter.and() != null) {
            return filter.and().tags();
        }
        return filter.tag() == null ? List.of() : List.of(filter.tag());
    }

    private static List<String> actions(LifecycleRule rule) {
        List<String> actions = new ArrayList<>();
        LifecycleExpiration expiration = rule.expiration();
        if (expiration != null && expiration.days() != null && expiration.days() > 0) {
            actions.add("expires after " + expiration.days() + " days");
        }
        if (expiration != null && expiration.date() != null) {
            actions.add("expires on " + expiration.date());
        }
        if (expiration != null && Boolean.TRUE.equals(expiration.expiredObjectDeleteMarker())) {
            actions.add("delete markers over nothing go");
        }
        if (rule.noncurrentVersionExpiration() != null) {
            Integer newer = rule.noncurrentVersionExpiration().newerNoncurrentVersions();
            actions.add("noncurrent versions go after "
                    + rule.noncurrentVersionExpiration().noncurrentDays() + " days"
                    + (newer == null || newer == 0 ? "" : " but for the newest " + newer));
        }
        if (rule.abortIncompleteMultipartUpload() != null) {
            actions.add("incomplete uploads go after "
                    + rule.abortIncompleteMultipartUpload().daysAfterInitiation() + " days");
        }
        rule.transitions()
                .forEach(move -> actions.add("moves to " + move.storageClassAsString() + " after " + move.days()
                        + " days" + (move.date() == null ? "" : " on " + move.date())));
        rule.noncurrentVersionTransitions()
                .forEach(move -> actions.add("noncurrent versions move to " + move.storageClassAsString() + " after "
                        + move.noncurrentDays() + " days"));
        return actions.isEmpty() ? List.of("nothing") : actions;
    }
}
