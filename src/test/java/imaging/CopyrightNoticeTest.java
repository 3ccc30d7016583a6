package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyrightNoticeTest {
    private static CopyrightNotice notice() throws Exception {
        byte[] exif = Pictures.exif("Ann Example", "(c) 2026 Ann", false);
        byte[] jpeg = Pictures.withSegment(Pictures.jpeg(60, 40), 0xe1, Pictures.exifSegment(exif));
        return CopyrightNotice.of(jpeg, new HeaderProbe(Limits.defaults()).probe(jpeg));
    }

    @Test
    void goesIntoAVariantThatIsLargerThanAnOriginalMayBe() throws Exception {
        byte[] large = StoredPictures.losslessWebp();
        assertThat(new Bytes(large).is(12, "VP8L")).isTrue();
        large[21] = (byte) 0xff; // 16,384 x 16,384, in 14 bits each
        large[22] = (byte) 0xff;
        large[23] = (byte) 0xff;
        large[24] |= 0x0f;
        byte[] file = notice().in(large, Format.WEBP);
        Header header = WebpProbe.probe(new Bytes(file), Limits.none());
        assertThat(header.pixels()).isEqualTo(16_384L * 16_384);
        assertThat(CopyrightNotice.of(file, header)).isNotNull();
    }

    @Test
    void isTheOnlyThingThatMakesAFileLonger() throws Exception {
        byte[] png = Pictures.png(9, 7, true);
        byte[] file = notice().in(png, Format.PNG);
        assertThat(file.length).isBetween(png.length + 40, png.length + CopyrightNotice.MOST_ADDED);
        Header header = new HeaderProbe(Limits.defaults()).probe(file);
        assertThat(CopyrightNotice.of(file, header)).isNotNull();
    }
}
