package imaging.vips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.Deadline;
import imaging.Header;
import imaging.HeaderProbe;
import imaging.Limits;
import imaging.Pictures;
import imaging.Size;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class TurboLibraryTest {
    private static final String CONFIGURED = System.getenv().getOrDefault("DARKROOM_TURBOJPEG", "");

    private static TurboLibrary library() {
        return TurboLibrary.find(CONFIGURED)
                .orElseThrow(() -> new TestAbortedException("NO LIBTURBOJPEG: it is NOT tested."));
    }

    @Test
    void aConfiguredFileThatIsNoneIsNotPassedOver(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("libturbojpeg.so"), "libjpeg-turbo version 9.9.9 (no library)");
        for (String wrong :
                List.of(text.toString(), folder.resolve("nowhere.so").toString())) {
            assertThatThrownBy(() -> TurboLibrary.find(wrong))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("DARKROOM_TURBOJPEG")
                    .hasMessageContaining(wrong)
                    .hasMessageContaining("off");
        }
    }

    @Test
    void offIsNoneWhateverTheSystemHas() {
        assertThat(TurboLibrary.find(TurboLibrary.OFF)).isEmpty();
    }

    @Test
    void knowsItsFileAndItsVersion() {
        TurboLibrary library = library();
        assertThat(Path.of(library.path())).isAbsolute().isRegularFile();
        assertThat(library.version()).matches("\\d+\\.\\d+\\.\\d+(\\.\\d+)*");
        assertThat(TurboLibrary.find(library.path()).orElseThrow().version()).isEqualTo(library.version());
    }

    @Test
    void leavesWhatTakesTooLongOrTooMuchToLibvips() {
        Size small = new Size(400, 300);
        assertThat(TurboDecoder.isFor(header(8_000, 8_000), 64 << 20, small)).isTrue();
        assertThat(TurboDecoder.isFor(header(8_000, 8_001), 64 << 20, small)).isFalse();
        assertThat(TurboDecoder.isFor(header(8_000, 8_000), (64 << 20) + 1, small))
                .isFalse();
        assertThat(TurboDecoder.isFor(header(4_096, 4_096), 1, new Size(4_000, 4_000)))
                .isTrue();
        assertThat(TurboDecoder.isFor(header(4_096, 4_097), 1, new Size(4_000, 4_000)))
                .isFalse();
    }

    private static Header header(int width, int height) {
        return new Header(imaging.Format.JPEG, width, height, 1, 1, 1, false, 3, 8, false, 0);
    }

    @Test
    void decodesNothingIntoASizeThatTheFileDoesNotHave() throws Exception {
        TurboDecoder decoder = new TurboDecoder(null, library());
        byte[] jpeg = Pictures.jpeg(611, 433);
        assertThat(new HeaderProbe(Limits.defaults()).probe(jpeg).width()).isEqualTo(611);
        for (Header other : List.of(header(610, 433), header(611, 434), header(433, 611))) {
            Size whole = new Size(other.width(), other.height());
            assertThat(decoder.decode(jpeg, other, whole, Deadline.in(Duration.ofHours(1))))
                    .isEmpty();
        }
    }
}
