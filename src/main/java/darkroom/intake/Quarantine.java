package darkroom.intake;

import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.QuarantineKeys;
import darkroom.model.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where originals go that became nothing: under the customer's own prefix, without a lock. What a customer's rejected
 * pictures may take there is capped a day (counted by this replica); failed ones are ours to mend and always kept.
 * Thread-safe.
 */
public final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final long bytesADay;
    private final int days;
    private final Map<String, Used> used = new ConcurrentHashMap<>();

    private record Used(LocalDate day, long bytes) {}

    /**
     * @param bytesADay of rejected originals of one customer
     * @param days that they are kept
     */
    public Quarantine(long bytesADay, int days) {
        this.bytesADay = bytesADay;
        this.days = days;
    }

    Optional<StoredObject> keep(IntakeImage image, String recipe, String sha256, Outcome outcome, Instant now) {
        if (image.size() == 0 || (outcome == Outcome.rejected && !allowed(image, now))) {
            return Optional.empty();
        }
        return Optional.of(new StoredObject(
                QuarantineKeys.of(image.customer(), image.id()),
                "application/octet-stream",
                sha256,
                now.plus(Duration.ofDays(days)),
                null,
                Map.of(
                        "kind",
                        "quarantine",
                        "days",
                        String.valueOf(days),
                        "customer",
                        image.customer(),
                        "recipe",
                        recipe),
                Map.of("outcome", outcome.name(), "original", sha256),
                image.bytes()));
    }

    private boolean allowed(IntakeImage image, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        AtomicBoolean fits = new AtomicBoolean();
        used.compute(image.customer(), (customer, before) -> {
            Used soFar = before == null || !before.day().equals(today) ? new Used(today, 0) : before;
            fits.set(image.size() <= bytesADay - soFar.bytes());
            return fits.get() ? new Used(today, soFar.bytes() + image.size()) : soFar;
        });
        if (!fits.get()) {
            LOG.warn(
                    "The original of image {} is not kept: {} would have over {} bytes in quarantine today"
                            + " (darkroom.quarantine.bytes-a-day)",
                    image.id(),
                    image.customer(),
                    bytesADay);
            return false;
        }
        return true;
    }
}
