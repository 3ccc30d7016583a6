package imaging;

/** Blurs by {@link Gaussian}; colours count as much as they are opaque, so that no invisible one bleeds out. */
final class Blur implements Step {
    private final double radius;
    private final Gaussian gaussian;

    /** @param radius standard deviation in pixels, over 0 and at most 20 */
    Blur(double radius) {
        this.radius = radius;
        this.gaussian = new Gaussian(radius);
    }

    @Override
    public String name() {
        return "blur";
    }

    @Override
    public Step scaled(double factor) {
        return new Blur(radius * factor);
    }

    @Override
    public long memoryNeeded(Size size) {
        return gaussian.memoryNeeded(size, 4);
    }

    /** In place: a step owns the picture that it was given. */
    @Override
    public Picture apply(Picture picture) {
        int[] pixels = Picture.ints(picture.pixels());
        int width = picture.width();
        gaussian.run(
                picture.size(),
                picture.alpha() ? 4 : 3,
                picture.alpha() ? new Veils(pixels, width) : new Colours(pixels, width));
        return picture;
    }

    /** Opaque pixels: red, green, blue in 256ths. */
    private record Colours(int[] pixels, int width) implements Gaussian.Rows {
        @Override
        public void read(int y, int[][] samples, int at) {
            for (int x = 0, i = y * width; x < width; x++, i++) {
                int v = pixels[i];
                samples[0][at + x] = Argb.red(v) << 8;
                samples[1][at + x] = Argb.green(v) << 8;
                samples[2][at + x] = Argb.blue(v) << 8;
            }
        }

        @Override
        public void write(int y, int[][] samples) {
            for (int x = 0, i = y * width; x < width; x++, i++) {
                pixels[i] =
                        Argb.opaque((samples[0][x] + 128) >> 8, (samples[1][x] + 128) >> 8, (samples[2][x] + 128) >> 8);
            }
        }
    }

    /** Transparent pixels: red, green, blue times alpha, and alpha times 255. */
    private record Veils(int[] pixels, int width) implements Gaussian.Rows {
        @Override
        public void read(int y, int[][] samples, int at) {
            for (int x = 0, i = y * width; x < width; x++, i++) {
                int v = pixels[i];
                int a = Argb.alpha(v);
                samples[0][at + x] = Argb.red(v) * a;
                samples[1][at + x] = Argb.green(v) * a;
                samples[2][at + x] = Argb.blue(v) * a;
                samples[3][at + x] = 255 * a;
            }
        }

        @Override
        public void write(int y, int[][] samples) {
            for (int x = 0, i = y * width; x < width; x++, i++) {
                int whole = samples[3][x];
                int a = (whole + 127) / 255;
                pixels[i] = a == 0
                        ? 0
                        : Argb.of(
                                a,
                                colour(samples[0][x], whole),
                                colour(samples[1][x], whole),
                                colour(samples[2][x], whole));
            }
        }

        private static int colour(int sample, int whole) {
            return Math.min(255, (sample * 255 + whole / 2) / whole);
        }
    }
}
