package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedInputTest {
    @Test
    void exactlyTheLimitPasses() throws IOException {
        LimitedInput limited = limited(10, 10);
        assertThat(LimitedInput.all(limited, null)).hasSize(10);
        assertThat(limited.exceeded()).isFalse();
    }

    @Test
    void oneByteMoreDoesNot() {
        LimitedInput limited = limited(11, 10);
        assertThatThrownBy(() -> LimitedInput.all(limited, null)).isInstanceOf(IOException.class);
        assertThat(limited.exceeded()).isTrue();
    }

    @Test
    void countsSingleBytesToo() throws IOException {
        LimitedInput limited = limited(11, 10);
        for (int i = 0; i < 10; i++) {
            limited.read();
        }
        assertThat(limited.exceeded()).isFalse();
        assertThatThrownBy(limited::read).isInstanceOf(IOException.class);
        assertThat(limited.exceeded()).isTrue();
    }

    @Test
    void countsWhatIsSkipped() {
        LimitedInput limited = limited(100, 10);
        assertThatThrownBy(() -> limited.skipNBytes(50)).isInstanceOf(IOException.class);
        assertThat(limited.exceeded()).isTrue();
    }

    @Test
    void theEndOfTheStreamIsNoByte() throws IOException {
        LimitedInput limited = limited(0, 0);
        assertThat(limited.read()).isEqualTo(-1);
        assertThat(limited.exceeded()).isFalse();
    }

    /** 64 KiB is where the buffer of a body of unknown length grows first. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 300_000})
    void readsAllBytesWhateverTheirNumber(int size) throws IOException {
        byte[] bytes = random(size);
        assertThat(LimitedInput.all(drop(bytes), null)).isEqualTo(bytes);
        assertThat(LimitedInput.all(drop(bytes), (long) size)).isEqualTo(bytes);
    }

    @Test
    void fewerBytesThanDeclaredAreNoBody() {
        InputStream nine = new ByteArrayInputStream(new byte[9]);
        assertThatThrownBy(() -> LimitedInput.all(nine, 10L)).isInstanceOf(EOFException.class);
    }

    @Test
    void readsNoFurtherThanDeclared() throws IOException {
        InputStream eleven = new ByteArrayInputStream(new byte[11]);
        assertThat(LimitedInput.all(eleven, 10L)).hasSize(10);
        assertThat(eleven.available()).isEqualTo(1);
    }

    private static LimitedInput limited(int size, long limit) {
        return new LimitedInput(new ByteArrayInputStream(random(size)), limit);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** A stream that gives a little at a time, as a network does. */
    private static InputStream drop(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1_021));
            }
        };
    }
}
