package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WebpProbeTest {
    private final HeaderProbe probe = new HeaderProbe(Limits.defaults());

    private RejectedImageException refusal(byte[] bytes) {
        return catchThrowableOfType(RejectedImageException.class, () -> probe.probe(bytes));
    }

    @Test
    void readsAllThreeKinds() throws Exception {
        assertThat(probe.probe(StoredPictures.webp()))
                .isEqualTo(new Header(Format.WEBP, 24, 16, 1, 1, 1, false, 3, 8, false, 0));
        assertThat(probe.probe(StoredPictures.losslessWebp()))
                .isEqualTo(new Header(Format.WEBP, 24, 16, 1, 1, 1, false, 4, 8, true, 0));
        assertThat(probe.probe(StoredPictures.transparentWebp()))
                .isEqualTo(new Header(Format.WEBP, 24, 16, 1, 1, 1, false, 4, 8, true, 0));
    }

    @Test
    void readsHowTheCameraWasHeld() throws Exception {
        assertThat(probe.probe(StoredPictures.turnedWebp()).orientation()).isEqualTo(6);
    }

    @Test
    void countsTheFramesOfAnAnimation() throws Exception {
        assertThat(probe.probe(StoredPictures.animatedWebp()).frames()).isEqualTo(2);
    }

    @Test
    void refusesOneFrameTooMany() {
        byte[] frame = Arrays.copyOfRange(StoredPictures.animatedWebp(), 44, 112);
        assertThat(new Bytes(frame).is(0, "ANMF")).isTrue();
        byte[] many = Arrays.copyOf(StoredPictures.animatedWebp(), 44 + frame.length * 1_001);
        for (int at = 44; at < many.length; at += frame.length) {
            System.arraycopy(frame, 0, many, at, frame.length);
        }
        Arrays.fill(many, 4, 8, (byte) 0x7f);
        assertThat(refusal(many).code()).isEqualTo("too-many-frames");
    }

    @Test
    void refusesAFloodFromItsCanvas() {
        byte[] flood = StoredPictures.transparentWebp();
        Arrays.fill(flood, 24, 30, (byte) 0xff);
        assertThat(refusal(flood).code()).isEqualTo("too-many-pixels");
        assertThat(refusal(flood)).hasMessageContaining("16,777,216");
    }

    @Test
    void refusesAPictureOrAFrameThatIsNotWhatTheCanvasSays() {
        byte[] narrow = StoredPictures.transparentWebp();
        narrow[24] = 9;
        assertThat(refusal(narrow)).hasMessageContaining("24 x 16").hasMessageContaining("10 x 16");
        byte[] canvas = StoredPictures.animatedWebp();
        canvas[24] = 9;
        assertThat(refusal(canvas)).hasMessageContaining("larger than its canvas");
    }

    @Test
    void refusesWhatHasNoPicture() {
        assertThat(refusal(Arrays.copyOf(StoredPictures.turnedWebp(), 30)).code())
                .isEqualTo("broken-image");
    }
}
