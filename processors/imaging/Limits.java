package imaging;

import java.time.Duration;

/** What an image may claim or cost before it is refused. All are inclusive: exactly the limit still passes. */
public record Limits(
        long maxPixels,
        int maxSide,
        int maxFrames,
        int maxScans,
        long maxMetadataBytes,
        Duration maxTime,
        long maxVariantBytes) {

    public static Limits defaults() {
        return new Limits(120_000_000, 30_000, 1_000, 100, 16L << 20, Duration.ofSeconds(20), 64L << 20);
    }
}
