package imaging;

/**
 * What the first look at an image tells, before any decoder has seen it. All of it is claimed by the file, none of it is
 * proven.
 *
 * @param width in pixels as stored, before {@code orientation} is applied
 * @param height in pixels as stored
 * @param frames 1 for a still image; counting stops soon after the limit
 * @param orientation EXIF 1 to 8; 1 where there is none
 * @param scans of a JPEG, counting stops soon after the limit; 1 otherwise
 * @param progressive a JPEG in several passes, or an interlaced PNG or GIF
 * @param samples colour channels of a pixel, alpha included
 * @param bits of a sample
 * @param alpha whether a pixel may be transparent
 * @param metadataBytes declared length of everything that is no picture: EXIF, ICC, comments, text
 */
public record Header(
        Format format,
        int width,
        int height,
        int frames,
        int orientation,
        int scans,
        boolean progressive,
        int samples,
        int bits,
        boolean alpha,
        long metadataBytes) {

    public long pixels() {
        return (long) width * height;
    }
}
