package darkroom.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The record of one image. An image is done exactly when its receipt is stored. Times are UTC with milliseconds,
 * {@code retainUntil} with seconds; {@code recipe} is {@code name@version}; {@code reason} is null when the outcome is ok.
 */
public record Receipt(
        UUID id,
        String customer,
        String source,
        String recipe,
        String engine,
        Outcome outcome,
        String reason,
        Instant receivedAt,
        Instant finishedAt,
        Instant retainUntil,
        long queueMillis,
        long processMillis,
        Original original,
        List<Variant> variants) {

    public Receipt {
        variants = List.copyOf(variants);
    }

    /** What could be read of the original; null where the picture was refused before that. Sizes in pixels and bytes. */
    public record Original(String format, Integer width, Integer height, Integer frames, Long bytes, String sha256) {}

    /** One output. {@code href} is the path to download it, stable through the whole retention. */
    public record Variant(
            String name,
            String format,
            int width,
            int height,
            long bytes,
            String sha256,
            List<String> operations,
            String href) {
        public Variant {
            operations = List.copyOf(operations);
        }
    }

    /** The same receipt with other variants: those that were stored first. */
    public Receipt withVariants(List<Variant> stored) {
        return new Receipt(
                id,
                customer,
                source,
                recipe,
                engine,
                outcome,
                reason,
                receivedAt,
                finishedAt,
                retainUntil,
                queueMillis,
                processMillis,
                original,
                stored);
    }
}
