package imaging;

/**
 * How a picture becomes bytes.
 *
 * @param format one that the engine writes
 * @param quality 1 to 100, of what is lossy
 * @param lossless every pixel as it is, for WebP and AVIF; PNG always is, JPEG never, GIF where it has 256 colours at most
 * @param progressive a coarse picture first, for JPEG (progressive) and PNG (interlaced); others do not know it
 */
public record Encoding(Format format, int quality, boolean lossless, boolean progressive) {
    public Encoding {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("A quality is 1 to 100; it was " + quality + ".");
        }
    }
}
