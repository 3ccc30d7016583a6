package imaging;

import java.util.Optional;

/** From the colours of the picture's own ICC profile to sRGB. Without a usable profile the numbers are sRGB already. */
final class ToSrgb implements Step {
    private final IccTransforms transforms = new IccTransforms();

    @Override
    public String name() {
        return "srgb";
    }

    @Override
    public Picture apply(Picture picture) {
        int channels = picture.gray() ? 1 : 3;
        Optional<IccTransform> transform = transforms.take(picture.profile(), channels);
        if (transform.isPresent()) {
            convert(picture, transform.get(), channels);
            transforms.giveBack(picture.profile(), channels, transform.get());
        }
        return picture.inSrgb();
    }

    /** In place: a step owns the picture that it was given. */
    private static void convert(Picture picture, IccTransform transform, int channels) {
        int width = picture.width();
        int[] pixels = Picture.ints(picture.pixels());
        byte[] samples = new byte[width * channels];
        int[] row = new int[width];
        for (int at = 0; at < pixels.length; at += width) {
            for (int x = 0, s = 0; x < width; x++) {
                int v = pixels[at + x];
                if (channels == 3) {
                    samples[s++] = (byte) (v >> 16);
                    samples[s++] = (byte) (v >> 8);
                }
                samples[s++] = (byte) v;
            }
            transform.apply(samples, row, width);
            for (int x = 0; x < width; x++) {
                pixels[at + x] = (pixels[at + x] & 0xff000000) | row[x];
            }
        }
    }
}
