package imaging;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** TIFF files, written by hand: uncompressed, 8 bits, one strip, directory first. */
final class TiffPictures {
    private static final int DIRECTORY = 8;

    private TiffPictures() {}

    /** RGB, with unassociated alpha where the image has one. */
    static byte[] tiff(BufferedImage image, boolean little, int orientation) {
        int w = image.getWidth();
        int h = image.getHeight();
        int samples = image.getColorModel().hasAlpha() ? 4 : 3;
        int[][] tags = {
            {256, 4, 1, w},
            {257, 4, 1, h},
            {258, 3, samples, 0},
            {259, 3, 1, 1},
            {262, 3, 1, 2},
            {273, 4, 1, 0},
            {274, 3, 1, orientation},
            {277, 3, 1, samples},
            {278, 4, 1, h},
            {279, 4, 1, w * h * samples},
            {282, 3, 1, 72},
            {338, 3, 1, samples == 4 ? 2 : 0},
            {339, 3, 1, 1},
        };
        int count = samples == 4 ? tags.length : tags.length - 1;
        int bits = DIRECTORY + 2 + 12 * count + 4;
        int pixels = bits + 2 * samples;
        ByteBuffer out = ByteBuffer.allocate(pixels + w * h * samples)
                .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        out.put((byte) (little ? 'I' : 'M')).put((byte) (little ? 'I' : 'M'));
        out.putShort((short) 42).putInt(DIRECTORY).putShort((short) count);
        for (int[] tag : tags) {
            if (tag[0] == 338 && samples == 3) {
                continue;
            }
            out.putShort((short) tag[0]).putShort((short) tag[1]).putInt(tag[2]);
            if (tag[0] == 258 || tag[0] == 273) {
                out.putInt(tag[0] == 258 ? bits : pixels);
            } else if (tag[1] == 3) {
                out.putShort((short) tag[3]).putShort((short) 0);
            } else {
                out.putInt(tag[3]);
            }
        }
        out.putInt(0);
        for (int i = 0; i < samples; i++) {
            out.putShort((short) 8);
        }
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int argb = image.getRGB(x, y);
                out.put((byte) (argb >> 16)).put((byte) (argb >> 8)).put((byte) argb);
                if (samples == 4) {
                    out.put((byte) (argb >>> 24));
                }
            }
        }
        return out.array();
    }

    /** Gray, all black. */
    static byte[] bigTiff(int w, int h) {
        int[][] tags = {{256, w}, {257, h}, {258, 8}, {259, 1}, {262, 1}, {273, 16 + 8 + 20 * 7 + 8}, {279, w * h}};
        ByteBuffer out =
                ByteBuffer.allocate(16 + 8 + 20 * tags.length + 8 + w * h).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'I')
                .put((byte) 'I')
                .putShort((short) 43)
                .putShort((short) 8)
                .putShort((short) 0);
        out.putLong(16).putLong(tags.length);
        for (int[] tag : tags) {
            out.putShort((short) tag[0]).putShort((short) 4).putLong(1).putLong(tag[1]);
        }
        return out.array();
    }

    /** A little-endian file whose tag has another value. */
    static byte[] withTag(byte[] tiff, int tag, int value) {
        ByteBuffer changed = ByteBuffer.wrap(tiff.clone()).order(ByteOrder.LITTLE_ENDIAN);
        changed.putShort(entry(changed, tag) + 8, (short) value);
        return changed.array();
    }

    static byte[] withCount(byte[] tiff, int tag, int count) {
        ByteBuffer changed = ByteBuffer.wrap(tiff.clone()).order(ByteOrder.LITTLE_ENDIAN);
        changed.putInt(entry(changed, tag) + 4, count);
        return changed.array();
    }

    /** The directory is followed by another, at this offset. */
    static byte[] withNext(byte[] tiff, int offset) {
        ByteBuffer changed = ByteBuffer.wrap(tiff.clone()).order(ByteOrder.LITTLE_ENDIAN);
        changed.putInt(DIRECTORY + 2 + 12 * changed.getShort(DIRECTORY), offset);
        return changed.array();
    }

    private static int entry(ByteBuffer tiff, int tag) {
        for (int at = DIRECTORY + 2; ; at += 12) {
            if (tiff.getShort(at) == tag) {
                return at;
            }
        }
    }
}
