package imaging;

/**
 * Unsharp mask on luma: what a pixel is brighter than the blur about it, it becomes brighter once more, times the amount;
 * the same is added to red, green and blue, so that hues stay and no coloured fringe appears. Luma by ITU-R BT.709, the
 * blur by {@link Gaussian}, opaque pixels counting more than transparent ones.
 */
final class Sharpen implements Step {
    static final int MAX_AMOUNT = 5;
    private static final int BITS = 8;

    private final double radius;
    private final double amount;
    private final Gaussian gaussian;
    private final int fixed;

    /**
     * @param radius standard deviation of the blur in pixels, over 0 and at most 20
     * @param amount 0 changes nothing, 0.5 is usual, 5 is the most
     */
    Sharpen(double radius, double amount) {
        if (!(amount >= 0 && amount <= MAX_AMOUNT)) {
            throw new IllegalArgumentException(
                    "A picture is sharpened by an amount of 0 to " + MAX_AMOUNT + "; it was " + amount + ".");
        }
        this.radius = radius;
        this.amount = amount;
        this.gaussian = new Gaussian(radius);
        this.fixed = (int) Math.round(amount * (1 << BITS));
    }

    @Override
    public String name() {
        return "sharpen";
    }

    @Override
    public Step scaled(double factor) {
        return new Sharpen(radius * factor, amount);
    }

    @Override
    public long memoryNeeded(Size size) {
        return gaussian.memoryNeeded(size, 2);
    }

    /** In place: a step owns the picture that it was given. */
    @Override
    public Picture apply(Picture picture) {
        int[] pixels = Picture.ints(picture.pixels());
        int width = picture.width();
        gaussian.run(
                picture.size(),
                picture.alpha() ? 2 : 1,
                picture.alpha() ? new Veiled(pixels, width, fixed) : new Opaque(pixels, width, fixed));
        return picture;
    }

    /** In 256ths. */
    private static int luma(int v) {
        return 54 * Argb.red(v) + 183 * Argb.green(v) + 19 * Argb.blue(v);
    }

    private static int sharper(int v, int blurred, int amount) {
        int more = ((luma(v) - blurred) * amount + (1 << 15)) >> 16;
        return (v & 0xff000000)
                | channel(Argb.red(v) + more) << 16
                | channel(Argb.green(v) + more) << 8
                | channel(Argb.blue(v) + more);
    }

    private static int channel(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private record Opaque(int[] pixels, int width, int amount) implements Gaussian.Rows {
        @Override
        public void read(int y, int[][] samples, int at) {
            int[] luma = samples[0];
            for (int x = 0, i = y * width; x < width; x++, i++) {
                luma[at + x] = luma(pixels[i]);
            }
        }

        @Override
        public void write(int y, int[][] samples) {
            int[] blurred = samples[0];
            for (int x = 0, i = y * width; x < width; x++, i++) {
                pixels[i] = sharper(pixels[i], blurred[x], amount);
            }
        }
    }

    /** Luma times alpha, and alpha times 256. */
    private record Veiled(int[] pixels, int width, int amount) implements Gaussian.Rows {
        @Override
        public void read(int y, int[][] samples, int at) {
            for (int x = 0, i = y * width; x < width; x++, i++) {
                int v = pixels[i];
                samples[0][at + x] = luma(v) * Argb.alpha(v) / 255;
                samples[1][at + x] = Argb.alpha(v) << 8;
            }
        }

        @Override
        public void write(int y, int[][] samples) {
            for (int x = 0, i = y * width; x < width; x++, i++) {
                int opacity = samples[1][x];
                if (Argb.alpha(pixels[i]) > 0 && opacity > 0) {
                    pixels[i] = sharper(pixels[i], (int) (samples[0][x] * 65280L / opacity), amount);
                }
            }
        }
    }
}
