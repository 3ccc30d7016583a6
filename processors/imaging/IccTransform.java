package imaging;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/** From the colours of an ICC profile to sRGB, by the JDK's colour engine (Little CMS). Used by one thread. */
final class IccTransform {
    private final ColorConvertOp convert;
    private final int channels;

    private IccTransform(ColorConvertOp convert, int channels) {
        this.convert = convert;
        this.channels = channels;
    }

    /**
     * @param profile null or broken = none
     * @param channels of the picture; a profile for another number of them is ignored
     */
    static Optional<IccTransform> toSrgb(byte[] profile, int channels) {
        if (profile == null) {
            return Optional.empty();
        }
        try {
            ICC_Profile from = ICC_Profile.getInstance(profile);
            if (from.getNumComponents() != channels) {
                return Optional.empty();
            }
            ColorConvertOp op =
                    new ColorConvertOp(new ICC_ColorSpace(from), ColorSpace.getInstance(ColorSpace.CS_sRGB), null);
            IccTransform transform = new IccTransform(op, channels);
            // Little CMS looks at most of a profile only when it is used
            transform.apply(new byte[channels], new int[1], 1);
            return Optional.of(transform);
        } catch (IllegalArgumentException | CMMException e) {
            return Optional.empty();
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

    private static WritableRaster interleaved(byte[] samples, int pixels, int channels) {
        int[] offsets = new int[channels];
        for (int i = 0; i < channels; i++) {
            offsets[i] = i;
        }
        DataBuffer buffer = new DataBufferByte(samples, pixels * channels);
        return Raster.createInterleavedRaster(buffer, pixels, 1, pixels * channels, channels, offsets, null);
    }
}
