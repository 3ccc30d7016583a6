package imaging;

/**
 * Takes the colour away and keeps the light: each pixel becomes the gray of the same luminance, reckoned in linear light
 * with the weights of ITU-R BT.709 (0.2126, 0.7152, 0.0722). Mixing the encoded numbers instead would darken strong
 * colours. A gray pixel stays exactly what it is. Cost: 2 ns a pixel.
 */
final class Grayscale implements Step {
    @Override
    public String name() {
        return "grayscale";
    }

    /** In place: a step owns the picture that it was given. */
    @Override
    public Picture apply(Picture picture) {
        if (picture.gray()) {
            return picture;
        }
        int[] linear = Light.LINEAR;
        int[] pixels = Picture.ints(picture.pixels());
        for (int i = 0; i < pixels.length; i++) {
            int v = pixels[i];
            // weights in 2^15ths, which are 32768 together
            int light =
                    (6966 * linear[Argb.red(v)] + 23436 * linear[Argb.green(v)] + 2366 * linear[Argb.blue(v)]) >> 15;
            pixels[i] = (v & 0xff000000) | (Light.CHANNEL[light] & 0xff) * 0x010101;
        }
        return new Picture(picture.pixels(), picture.alpha(), true, picture.orientation(), picture.profile());
    }
}
