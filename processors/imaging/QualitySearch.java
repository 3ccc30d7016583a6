package imaging;

import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Finds the lowest quality at which a picture still looks like itself: bisection over the 32 odd qualities from 33 to 95,
 * at most 6 encodes and as many decodes. Where none of them is good enough it is 95. {@link Ssim} need not rise with
 * every quality: what is found is good enough, and two less was not when it was asked. Thread-safe.
 */
final class QualitySearch {
    static final int LOWEST = 33;
    static final int HIGHEST = 95;
    private static final int STEP = 2;

    private final double bound;

    /** @param bound the least similarity of luma, over 0 and under 1; 0.95 is hard to tell apart */
    QualitySearch(double bound) {
        if (!(bound > 0 && bound < 1)) {
            throw new IllegalArgumentException(
                    "The similarity to be reached is over 0 and under 1; it was " + bound + ".");
        }
        this.bound = bound;
    }

    /** One encode and what it was worth; {@code similarity} is not a number where nobody had to ask. */
    record Found(int quality, double similarity, byte[] bytes) {}

    /**
     * @param encode quality to bytes
     * @param decode those bytes to pixels
     */
    Found search(Picture picture, IntFunction<byte[]> encode, Function<byte[], Picture> decode) {
        Ssim ssim = new Ssim(picture);
        Found best = null;
        int low = LOWEST;
        int high = HIGHEST;
        while (low < high) {
            int middle = low + (high - low) / (2 * STEP) * STEP;
            byte[] bytes = encode.apply(middle);
            double similarity = similarity(ssim, decode.apply(bytes));
            if (similarity >= bound) {
                best = new Found(middle, similarity, bytes);
                high = middle;
            } else {
                low = middle + STEP;
            }
        }
        return best == null ? new Found(HIGHEST, Double.NaN, encode.apply(HIGHEST)) : best;
    }

    private static double similarity(Ssim ssim, Picture seen) {
        try (seen) {
            return ssim.to(seen);
        }
    }
}
