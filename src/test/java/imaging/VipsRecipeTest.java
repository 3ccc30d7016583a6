package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Skipped, and loudly, where there is no libvips. */
class VipsRecipeTest extends RecipeSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("vips", limits);
    }

    /** The plain form of the file, the plain one of lossless pixels, and the extended one. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false"})
    void aWebpThatSaysWhosePictureItIsIsReadAsBefore(boolean alpha, boolean lossless) throws Exception {
        byte[] original = Pictures.withChunk(
                Pictures.png(61, 41, alpha), "eXIf", Pictures.exif("Ann Example", "(c) 2026 Ann", true));
        String variants =
                "variants:\n  one: {fit: 31x31, format: webp, " + (lossless ? "lossless: true" : "quality: 80") + "}\n";
        byte[] kept = render(original, "steps: [orient]\nkeep: [copyright]\n" + variants)
                .variants()
                .get(0)
                .bytes();
        byte[] left = render(original, "steps: [orient]\n" + variants)
                .variants()
                .get(0)
                .bytes();

        assertThat(Pictures.exifTexts(kept)).containsExactly("Ann Example", "(c) 2026 Ann");
        assertThat(new Bytes(kept).u32le(4)).isEqualTo(kept.length - 8L);
        assertThat(new HeaderProbe(LIMITS).probe(kept).alpha()).isEqualTo(alpha);
        assertThat(decoded(kept)).isEqualTo(decoded(left));
    }

    private byte[] decoded(byte[] webp) throws RejectedImageException, IOException {
        Header header = new HeaderProbe(LIMITS).probe(webp);
        Size size = new Size(header.width(), header.height());
        try (Picture picture = engine(LIMITS).decode(webp, header, size, Deadline.in(Duration.ofMinutes(1)))) {
            return picture.samples();
        }
    }
}
