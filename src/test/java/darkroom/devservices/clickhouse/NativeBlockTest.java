package darkroom.devservices.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeBlockTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20, (1 << 20) + 1, 3_000_000})
    void readsWhatWasWritten(int length) throws IOException {
        byte[] text = text(length);

        assertThat(new NativeInput(new ByteArrayInputStream(compressed(text))).readAllBytes())
                .isEqualTo(text);
    }

    @Test
    void refusesABlockWithOneBitFlipped() throws IOException {
        byte[] damaged = compressed(text(1_000));
        damaged[40] ^= 1;

        assertThatExceptionOfType(ServerError.class)
                .isThrownBy(() -> new NativeInput(new ByteArrayInputStream(damaged)).readAllBytes())
                .satisfies(error -> assertThat(error.code()).isEqualTo(40));
    }

    @Test
    void refusesSizesBeyondAllBoundsWithoutReservingThem() {
        byte[] huge = new byte[25];
        Arrays.fill(huge, (byte) 0x7f);

        assertThatExceptionOfType(ServerError.class)
                .isThrownBy(() -> new NativeInput(new ByteArrayInputStream(huge)).readAllBytes())
                .satisfies(error -> assertThat(error.code()).isEqualTo(271));
    }

    @Test
    void aBlockThatStopsHalfWayIsNoEnd() throws IOException {
        byte[] whole = compressed(text(1_000));
        byte[] half = Arrays.copyOf(whole, whole.length / 2);

        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> new NativeInput(new ByteArrayInputStream(half)).readAllBytes());
    }

    private static byte[] compressed(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (NativeOutput out = new NativeOutput(bytes)) {
            out.write(text);
        }
        return bytes.toByteArray();
    }

    /** Half noise, half repetition. */
    private static byte[] text(int length) {
        byte[] text = new byte[length];
        new Random(1).nextBytes(text);
        Arrays.fill(text, length / 2, length, (byte) 'x');
        return text;
    }
}
