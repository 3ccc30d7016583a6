package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffProbeTest {
    private final HeaderProbe probe = new HeaderProbe(Limits.defaults());

    private RejectedImageException refusal(byte[] bytes) {
        return catchThrowableOfType(RejectedImageException.class, () -> probe.probe(bytes));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsBothByteOrders(boolean little) throws Exception {
        byte[] tiff = TiffPictures.tiff(Pictures.scene(61, 43), little, 1);
        Header header = probe.probe(tiff);
        assertThat(header).isEqualTo(new Header(Format.TIFF, 61, 43, 1, 1, 1, false, 3, 8, false, 30));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsHowTheCameraWasHeld(int orientation) throws Exception {
        assertThat(probe.probe(TiffPictures.tiff(Pictures.scene(9, 7), true, orientation))
                        .orientation())
                .isEqualTo(orientation);
    }

    @Test
    void knowsTransparency() throws Exception {
        assertThat(probe.probe(TiffPictures.tiff(Pictures.transparentScene(9, 7), true, 1))
                        .alpha())
                .isTrue();
    }

    @Test
    void readsBigTiffs() throws Exception {
        assertThat(probe.probe(TiffPictures.bigTiff(3, 2)))
                .isEqualTo(new Header(Format.TIFF, 3, 2, 1, 1, 1, false, 1, 8, false, 20));
    }

    @Test
    void countsPagesAndIsNotCaughtInACircle() throws Exception {
        byte[] tiff = TiffPictures.tiff(Pictures.scene(9, 7), true, 1);
        assertThat(probe.probe(tiff).frames()).isEqualTo(1);
        assertThat(refusal(TiffPictures.withNext(tiff, 8)).code()).isEqualTo("too-many-frames");
    }

    @ParameterizedTest
    @CsvSource({"256, 65500, too-many-pixels", "257, 0, broken-image"})
    void refusesAnImpossibleSize(int tag, int value, String code) {
        byte[] tiff = TiffPictures.tiff(Pictures.scene(9, 7), true, 1);
        assertThat(refusal(TiffPictures.withTag(tiff, tag, value)).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"277, 65500", "262, 32803", "259, 6", "339, 5"})
    void refusesRareKindsByName(int tag, int value) {
        byte[] tiff = TiffPictures.tiff(Pictures.scene(9, 7), true, 1);
        RejectedImageException refusal = refusal(TiffPictures.withTag(tiff, tag, value));
        assertThat(refusal.code()).isEqualTo("unsupported-format");
        assertThat(refusal).hasMessageContaining(" " + value);
    }

    @Test
    void refusesTooMuchMetadata() {
        byte[] tiff = TiffPictures.tiff(Pictures.scene(9, 7), true, 1);
        byte[] claimed = TiffPictures.withCount(tiff, 282, 1 << 30);
        assertThat(refusal(claimed)).hasMessageContaining("metadata");
    }
}
