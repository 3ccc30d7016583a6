package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class JpegCursorTest {
    /** What is likely to be mistaken: the mark, what it may be stuffed with, restarts, neighbours of the mark. */
    private static final int[] BYTES = {0xff, 0xff, 0, 1, 0xd0, 0xd7, 0xd9, 0xfe, 0x7f, 0x80, 0xef, 3, 2, 0};

    @Test
    void findsTheMarkerWhereverItStandsAmongEightBytes() throws Exception {
        for (int length = 2; length < 40; length++) {
            for (int at = 2; at < length - 1; at++) {
                byte[] data = new byte[length];
                data[at] = (byte) 0xff;
                data[at + 1] = (byte) JpegCursor.EOI;
                JpegCursor cursor = new JpegCursor(data);
                assertThat(cursor.next()).isFalse();
                assertThat(cursor.complete()).isTrue();
                assertThat(cursor.start).isEqualTo(at);
            }
        }
    }

    @Test
    void findsTheFirstMarkerThatIsNeitherStuffingNorARestart() {
        Random random = new Random(2026);
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[2 + random.nextInt(60)];
            for (int k = 0; k < data.length; k++) {
                data[k] = (byte) (random.nextInt(9) < 7 ? random.nextInt(255) : BYTES[random.nextInt(BYTES.length)]);
            }
            JpegCursor cursor = new JpegCursor(data);
            try {
                cursor.next();
            } catch (RejectedImageException claimsTooMuch) {
                assertThat(cursor.marker).isNotZero();
            }
            assertThat(cursor.marker == 0 ? -1 : cursor.start).isEqualTo(first(data));
        }
    }

    /** Byte by byte; -1 if there is none. */
    private static int first(byte[] data) {
        for (int i = 2; i < data.length - 1; i++) {
            int m = data[i + 1] & 0xff;
            if (data[i] == (byte) 0xff && m > 1 && m != 0xff && (m < JpegCursor.RST0 || m > JpegCursor.SOI)) {
                return i;
            }
        }
        return -1;
    }
}
