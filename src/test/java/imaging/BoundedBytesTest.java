package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedBytesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, BoundedBytes.CHUNK - 1, BoundedBytes.CHUNK, BoundedBytes.CHUNK + 1, 200_000})
    void givesBackWhatCameInPiecesOfAnyLength(int piece) {
        Random random = new Random(piece);
        byte[] all = new byte[3 * BoundedBytes.CHUNK];
        random.nextBytes(all);
        BoundedBytes bytes = new BoundedBytes(all.length);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int at = 0; at < all.length; at += piece) {
            int length = Math.min(piece, all.length - at);
            bytes.write(all, at, length);
            expected.write(all, at, length);
        }
        assertThat(bytes.drain()).isEqualTo(expected.toByteArray());
        assertThat(bytes.drain()).isEmpty();
    }

    @Test
    void takesAsManyAsItMayAndNotOneMore() {
        BoundedBytes bytes = new BoundedBytes(10);
        bytes.write(new byte[9]);
        assertThatThrownBy(() -> bytes.write(new byte[2])).isInstanceOf(VariantTooLongException.class);
        bytes.write(5);
        assertThatThrownBy(() -> bytes.write(6)).isInstanceOf(VariantTooLongException.class);
        byte[] expected = new byte[10];
        expected[9] = 5;
        assertThat(bytes.drain()).isEqualTo(expected);
    }
}
