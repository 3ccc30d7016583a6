package imaging;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** From the colours of an ICC profile to sRGB, by the JDK's colour engine (Little CMS). Used by one thread at a time. */
final class IccTransform {
    /** Neighbours on an 8-bit scale, which no eye and hardly an encoder tells apart. */
    private static final int SAME = 1;

    private final ColorConvertOp convert;
    private final int channels;

    private IccTransform(ColorConvertOp convert, int channels) {
        this.convert = convert;
        this.channels = channels;
    }

    /**
     * @param channels of the picture
     * @throws IllegalArgumentException if the profile is broken or for another number of channels
     */
    static IccTransform toSrgb(byte[] profile, int channels) {
        try {
            ICC_Profile from = ICC_Profile.getInstance(profile);
            if (from.getNumComponents() != channels) {
                throw new IllegalArgumentException("a profile of " + from.getNumComponents() + " channels");
            }
            IccTransform transform = new IccTransform(
                    new ColorConvertOp(new ICC_ColorSpace(from), ColorSpace.getInstance(ColorSpace.CS_sRGB), null),
                    channels);
            // Little CMS looks at most of a profile only when it is used
            transform.apply(new byte[channels], new int[1], 1);
            return transform;
        } catch (CMMException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * @param samples interleaved, {@code channels} bytes a pixel
     * @param rgb gets 0x00RRGGBB
     */
    void apply(byte[] samples, int[] rgb, int pixels) {
        byte[] out = new byte[pixels * 3];
        convert.filter(interleaved(samples, pixels, channels), interleaved(out, pixels, 3));
        for (int i = 0, p = 0; i < pixels; i++, p += 3) {
            rgb[i] = Argb.of(0, out[p] & 0xff, out[p + 1] & 0xff, out[p + 2] & 0xff);
        }
    }

    /** Whether it changes nothing that matters: most profiles in files are sRGB under some name. */
    boolean isIdentity() {
        if (channels == 4) {
            return false;
        }
        int steps = 9;
        int pixels = channels == 1 ? steps : steps * steps * steps;
        byte[] samples = new byte[pixels * channels];
        for (int i = 0, s = 0; i < pixels; i++) {
            for (int c = 0, rest = i; c < channels; c++, rest /= steps) {
                samples[s++] = (byte) (rest % steps * 255 / (steps - 1));
            }
        }
        int[] rgb = new int[pixels];
        apply(samples, rgb, pixels);
        for (int i = 0; i < pixels; i++) {
            int at = i * channels;
            int green = channels == 1 ? at : at + 1;
            int blue = channels == 1 ? at : at + 2;
            if (Math.abs(Argb.red(rgb[i]) - (samples[at] & 0xff)) > SAME
                    || Math.abs(Argb.green(rgb[i]) - (samples[green] & 0xff)) > SAME
                    || Math.abs(Argb.blue(rgb[i]) - (samples[blue] & 0xff)) > SAME) {
                return false;
            }
        }
        return true;
    }

    private static WritableRaster interleaved(byte[] samples, int pixels, int channels) {
        int[] offsets = new int[channels];
        for (int i = 0; i < channels; i++) {
            offsets[i] = i;
        }
        int length = pixels * channels;
        return Raster.createInterleavedRaster(
                new DataBufferByte(samples, length), pixels, 1, length, channels, offsets, null);
    }
}
