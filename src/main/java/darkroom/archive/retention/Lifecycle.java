package darkroom.archive.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The rules that a bucket has, whoever made them, and what they do to an object. Immutable. */
record Lifecycle(List<LifecycleRule> rules) {
    private static final int NONE = 404;

    Lifecycle {
        rules = List.copyOf(rules);
    }

    /** @throws SdkException where the server is away or the credential may not look */
    static Lifecycle of(S3Client s3, String bucket) {
        try {
            return new Lifecycle(
                    s3.getBucketLifecycleConfiguration(r -> r.bucket(bucket)).rules());
        } catch (S3Exception e) {
            if (e.statusCode() == NONE
                    && "NoSuchLifecycleConfiguration".equals(e.awsErrorDetails().errorCode())) {
                return new Lifecycle(List.of());
            }
            throw e;
        }
    }

    /** A rule that will hide an object, and when: days are counted from the PUT and end at a midnight, UTC. */
    record Expiry(String rule, Instant at) {}

    /** The first rule that hides the current version; empty = it stays for ever. */
    Optional<Expiry> expiry(String key, long bytes, Map<String, String> tags, Instant since) {
        return rules.stream()
                .filter(rule -> rule.status() == ExpirationStatus.ENABLED && matches(rule, key, bytes, tags))
                .map(rule -> end(rule.expiration(), since).map(at -> new Expiry(String.valueOf(rule.id()), at)))
                .flatMap(Optional::stream)
                .min((a, b) -> a.at().compareTo(b.at()));
    }

    private static Optional<Instant> end(LifecycleExpiration expiration, Instant since) {
        if (expiration == null) {
            return Optional.empty();
        }
        if (expiration.date() != null) {
            return Optional.of(expiration.date());
        }
        if (expiration.days() == null || expiration.days() < 1) {
            return Optional.empty();
        }
        Instant end = since.plus(expiration.days(), ChronoUnit.DAYS);
        LocalDate day = LocalDate.ofInstant(end, ZoneOffset.UTC);
        Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return Optional.of(
                midnight.equals(end)
                        ? end
                        : day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static boolean matches(LifecycleRule rule, String key, long bytes, Map<String, String> tags) {
        LifecycleRuleFilter filter = rule.filter();
        boolean sized = filter == null
                || (filter.and() == null
                        ? fits(filter.objectSizeGreaterThan(), filter.objectSizeLessThan(), bytes)
                        : fits(
                                filter.and().objectSizeGreaterThan(),
                                filter.and().objectSizeLessThan(),
                                bytes));
        return sized
                && key.startsWith(RuleText.prefix(rule))
                && RuleText.tags(rule).stream().allMatch(tag -> Objects.equals(tags.get(tag.key()), tag.value()));
    }

    private static boolean fits(Long over, Long under, long bytes) {
        return (over == null || bytes > over) && (under == null || bytes < under);
    }
}
