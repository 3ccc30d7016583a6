package imaging;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks the segments of a JPEG file up to its end-of-image marker, over entropy-coded data and stray bytes. After
 * {@link #next} the fields describe one segment.
 */
final class JpegCursor {
    static final int SOF0 = 0xc0;
    static final int DHT = 0xc4;
    static final int DAC = 0xcc;
    static final int RST0 = 0xd0;
    static final int RST7 = 0xd7;
    static final int SOI = 0xd8;
    static final int EOI = 0xd9;
    static final int SOS = 0xda;
    static final int DQT = 0xdb;
    static final int DRI = 0xdd;
    static final int APP0 = 0xe0;
    static final int APP1 = 0xe1;
    static final int APP2 = 0xe2;
    static final int APP14 = 0xee;
    static final int APP15 = 0xef;
    static final int COM = 0xfe;

    /** Megabytes of entropy-coded data are walked over, in which one byte of some hundred is 0xff. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] data;
    private final Bytes bytes;
    private int position = 2;

    int marker;
    /** Where the marker's 0xff stands. */
    int start;
    /** The first byte of content, behind the length. */
    int from;
    /** Behind the last byte of content. */
    int to;

    JpegCursor(byte[] data) {
        this.data = data;
        this.bytes = new Bytes(data);
    }

    /** False at the end of the image, or of the bytes. */
    boolean next() throws RejectedImageException {
        int i = position;
        int last = data.length - 1;
        while (i < last) {
            if (i + Long.BYTES <= last && hasNoMark((long) EIGHT.get(data, i))) {
                i += Long.BYTES;
                continue;
            }
            if (data[i] == -1) {
                int m = data[i + 1] & 0xff;
                if (m != 0 && m != 1 && m != 0xff && (m < RST0 || m > SOI)) {
                    return at(i, m);
                }
            }
            i++;
        }
        position = data.length;
        marker = 0;
        return false;
    }

    /** Whether none of eight bytes is 0xff (H. Warren, "Hacker's Delight", 6-1: find a byte that is 0, in the complement). */
    private static boolean hasNoMark(long eight) {
        return ((~eight - 0x0101010101010101L) & eight & 0x8080808080808080L) == 0;
    }

    private boolean at(int i, int m) throws RejectedImageException {
        start = i;
        marker = m;
        from = i + 2;
        to = from;
        if (m == EOI) {
            position = data.length;
            return false;
        }
        int length = bytes.u16be(i + 2);
        from = i + 4;
        to = i + 2 + length;
        if (length < 2 || to > data.length) {
            throw RejectedImageException.broken(
                    "A JPEG segment at byte " + i + " claims " + length + " bytes; the file has " + data.length + ".");
        }
        position = to;
        return true;
    }

    /** Whether the walk ended at the end-of-image marker. */
    boolean complete() {
        return marker == EOI;
    }

    boolean isFrame() {
        return marker >= SOF0 && marker <= 0xcf && marker != DHT && marker != 0xc8 && marker != DAC;
    }

    boolean isMetadata() {
        return (marker >= APP0 && marker <= APP15) || marker == COM;
    }

    boolean contentIs(String ascii) {
        return to - from >= ascii.length() && bytes.is(from, ascii);
    }
}
