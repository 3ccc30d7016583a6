package imaging;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a variant is encoded as, by what the picture is. All formats are ones that the engine writes.
 *
 * @param format of a picture without transparency
 * @param transparent the format where the source has transparency
 * @param byContent whether what looks drawn becomes a PNG instead
 * @param quality 1 to 100, of what is lossy, where {@code likeness} is 0
 * @param likeness the least {@link Ssim} that a lossy variant shall have, or 0
 * @param lossless every pixel as it is, for WebP and AVIF
 * @param progressive for JPEG
 * @param animated the format where the source moves, which is one that does, too; null = the first frame alone
 */
public record EncodingRule(
        Format format,
        Format transparent,
        boolean byContent,
        int quality,
        double likeness,
        boolean lossless,
        boolean progressive,
        Format animated) {

    /** Those without a quality. */
    private static final Set<Format> PLAIN = EnumSet.of(Format.PNG, Format.GIF);

    public EncodingRule {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("A quality is 1 to 100; it was " + quality + ".");
        }
    }

    /** Plain: two formats and a quality. */
    public static EncodingRule of(Format format, Format transparent, int quality) {
        return new EncodingRule(format, transparent, false, quality, 0, false, false, null);
    }

    Format of(Picture picture) {
        if (byContent && Drawn.is(picture)) {
            return Format.PNG;
        }
        return of(picture.alpha());
    }

    Format of(boolean alpha) {
        return alpha ? transparent : format;
    }

    Encoding encoding(Format chosen, int wanted) {
        return new Encoding(chosen, wanted, lossless && chosen != Format.JPEG, progressive && chosen == Format.JPEG);
    }

    /** Whether the quality has to be found out. */
    boolean searches(Format chosen) {
        return likeness > 0 && !PLAIN.contains(chosen) && !lossless;
    }
}
