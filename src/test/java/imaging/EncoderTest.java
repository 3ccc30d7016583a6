package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderTest {
    private static final long MOST = 64 << 20;

    private static long written(Format format, Duration time) throws IOException {
        VariantStream out = new VariantStream(MOST);
        ImageWriter writer = JdkCodecs.writer(format, Deadline.in(time));
        writer.setOutput(out);
        writer.write(Pictures.scene(1_000, 1_000));
        writer.dispose();
        return out.length();
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"JPEG", "PNG"})
    void writersEndBetweenTwoRowsWhenTheTimeIsOver(Format format) throws IOException {
        assertThat(written(format, Duration.ZERO)).isLessThan(written(format, Duration.ofMinutes(1)) / 4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"JPEG", "PNG"})
    void whatStoppedAWriterIsNotHiddenByWhatTidiesUp(Format format) {
        Picture noise = EngineSuite.noise(900);
        Encoding encoding = new Encoding(format, 95, false, false);
        assertThatThrownBy(() -> new Encoder(100_000).encode(noise, encoding, EngineSuite.soon()))
                .isExactlyInstanceOf(VariantTooLongException.class);
    }

    @Test
    void aLackOfMemoryStaysWhatItIs() throws IOException {
        VariantStream out = new VariantStream(Long.MAX_VALUE);
        out.seek(Integer.MAX_VALUE - 1);
        // no virtual machine has an array as long as this
        assertThatThrownBy(() -> out.write(7)).isInstanceOf(OutOfMemoryError.class);
        assertThat(out.failure()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aStreamIsReadAndMendedWhereItWasWritten() throws IOException {
        VariantStream out = new VariantStream(200_000);
        byte[] many = new byte[150_000];
        Arrays.fill(many, (byte) 1);
        out.write(many);
        out.seek(70_000);
        out.writeInt(0x02030405);
        out.seek(69_999);
        assertThat(out.read()).isEqualTo(1);
        assertThat(out.readInt()).isEqualTo(0x02030405);
        byte[] expected = many.clone();
        System.arraycopy(new byte[] {2, 3, 4, 5}, 0, expected, 70_000, 4);
        assertThat(out.toByteArray()).isEqualTo(expected);
        out.seek(150_000);
        assertThat(out.read()).isEqualTo(-1);
        assertThatThrownBy(() -> out.write(many)).isInstanceOf(VariantTooLongException.class);
    }
}
