package darkroom.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The record of one image. An image is done exactly when its receipt is stored. Times are UTC with milliseconds,
 * {@code retainUntil} with seconds; {@code recipe} is {@code name@version}; {@code reason} is null when the outcome is ok;
 * {@code measures} is null, and absent as JSON, where the recipe asks for none; {@code replayOf} where the image came in by
 * itself: else it is the image that was made again by another recipe. {@code cpuMillis} is the CPU time of the work, null, and
 * absent as JSON, where it cannot be told: it is measured of a thread, and not every engine keeps to one.
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
        List<Variant> variants,
        @JsonInclude(JsonInclude.Include.NON_NULL) Measures measures,
        @JsonInclude(JsonInclude.Include.NON_NULL) UUID replayOf,
        @JsonInclude(JsonInclude.Include.NON_NULL) Long cpuMillis) {

    public Receipt {
        variants = List.copyOf(Objects.requireNonNull(variants, "the field variants is missing"));
    }

    /** @param name of a recipe, whichever version of it */
    public boolean isMadeBy(String name) {
        return recipe.substring(0, recipe.lastIndexOf('@')).equals(name);
    }

    /** Of an image that came in by itself, with nothing measured. */
    public Receipt(
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
        this(
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
                variants,
                null,
                null,
                null);
    }

    /**
     * What could be read of the original; null where the picture was refused before that. Sizes in pixels and bytes.
     *
     * @param href the path to download it, where the recipe keeps it; else null
     */
    public record Original(
            String format,
            Integer width,
            Integer height,
            Integer frames,
            Long bytes,
            String sha256,
            @JsonInclude(JsonInclude.Include.NON_NULL) String href) {}

    /**
     * One output. {@code href} is the path to download it, stable through the whole retention; {@code frames} is null, and
     * absent as JSON, where it does not move.
     */
    public record Variant(
            String name,
            String format,
            int width,
            int height,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer frames,
            long bytes,
            String sha256,
            List<String> operations,
            String href) {
        public Variant {
            operations = List.copyOf(operations);
        }

        /** One that does not move. */
        public Variant(
                String name,
                String format,
                int width,
                int height,
                long bytes,
                String sha256,
                List<String> operations,
                String href) {
            this(name, format, width, height, null, bytes, sha256, operations, href);
        }
    }

    /**
     * What was measured of the image as a whole; what the recipe did not ask for is null.
     *
     * @param blurhash 28 characters that a page draws as a blur
     * @param colours such as {@code #1a2b3c}, the most frequent first
     * @param phash 16 hexadecimal digits, of which few bits differ between pictures that look alike
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Measures(String blurhash, List<String> colours, String phash) {
        public Measures {
            colours = colours == null ? null : List.copyOf(colours);
        }
    }

    /** The same receipt with other variants: those that were stored first. */
    public Receipt withVariants(List<Variant> stored) {
        return with(stored, receivedAt);
    }

    /** The same with the time at which the image came for the first time. */
    public Receipt withReceivedAt(Instant first) {
        return with(variants, first);
    }

    private Receipt with(List<Variant> stored, Instant first) {
        return new Receipt(
                id,
                customer,
                source,
                recipe,
                engine,
                outcome,
                reason,
                first,
                finishedAt,
                retainUntil,
                queueMillis,
                processMillis,
                original,
                stored,
                measures,
                replayOf,
                cpuMillis);
    }
}
