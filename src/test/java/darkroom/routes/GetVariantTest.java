package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.archive.Downloads;
import darkroom.archive.Receipts;
import darkroom.model.Earlier;
import darkroom.model.Erasures;
import darkroom.model.FinishedImage;
import darkroom.model.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a download asks of S3; what comes of it is tested over HTTP. */
class GetVariantTest {
    private static final String BUCKET = "archive";
    private static final String WEB = BUCKET + "/" + Samples.FOLDER + "web";

    private final MemoryS3 s3 = new MemoryS3();
    private final Receipts receipts = new Receipts(s3, BUCKET, 1830, Erasures.NONE, Samples.JSON);
    private final Downloads downloads =
            new Downloads(receipts, s3, BUCKET, null, Clock.fixed(Samples.RECEIVED, ZoneOffset.UTC));

    @BeforeEach
    void store() {
        FinishedImage finished = Samples.finished();
        List<StoredObject> objects = finished.objects();
        objects.forEach(object -> s3.put(BUCKET, object, null));
        s3.put(BUCKET, receipts.seal(finished, objects, Earlier.NOTHING), null);
        s3.calls().clear();
    }

    private Object variant(String method) {
        Map<String, Object> headers = asking("web", method);
        Object body = downloads.variant("demo", Samples.ID.toString(), headers);
        assertThat(headers).containsEntry("Content-Length", 3L).containsEntry("Content-Type", "image/jpeg");
        return body;
    }

    private static Map<String, Object> asking(String variant, String method) {
        return new HashMap<>(Map.of("variant", variant, Exchange.HTTP_METHOD, method));
    }

    private List<String> callsForTheVariant() {
        return s3.calls().subList(1, s3.calls().size()); // behind the receipt's
    }

    @Test
    void aGetIsOneGet() throws IOException {
        try (InputStream bytes = (InputStream) variant("GET")) {
            assertThat(bytes).hasBinaryContent(new byte[] {'w', 'e', 'b'});
        }
        assertThat(callsForTheVariant()).containsExactly("GET " + WEB + ".jpg");
    }

    /** Records and the original are none of the variants that are told as stored. */
    @Test
    void howFarAnImageIsCountsItsVariants() {
        int variants = downloads.stored("demo", Samples.ID.toString());
        List<String> keys = s3.keys(BUCKET);
        assertThat(variants).as("all but the receipt of " + keys).isPositive().isEqualTo(keys.size() - 1);
        s3.put(BUCKET, Samples.FOLDER + "original.jpg", "v1", new byte[1]);
        s3.put(BUCKET, Samples.FOLDER + "failed-1.json", "v1", new byte[1]);
        assertThat(downloads.stored("demo", Samples.ID.toString())).isEqualTo(variants);
    }

    @Test
    void aHeadOpensNoStream() {
        assertThat((byte[]) variant("HEAD")).isEmpty();
        assertThat(callsForTheVariant()).containsExactly("HEAD " + WEB + ".jpg");
    }

    @Test
    void nobodyIsToldToKeepWhatALinkOpensForLongerThanItLasts() {
        for (int seconds : new int[] {2, 86_400, 30 * 86_400}) {
            Map<String, Object> headers = asking("web", "HEAD");
            downloads.shared("demo", Samples.ID.toString(), Samples.RECEIVED.plusSeconds(seconds), headers);
            String age = headers.get("Cache-Control").toString();
            assertThat(age).isEqualTo("private, max-age=" + Math.min(seconds, 7 * 86_400) + ", immutable");
        }
    }

    @Test
    void whatIsHiddenIsLookedForInOneListing() {
        s3.put(BUCKET, Samples.FOLDER + "web.jpg", "v2", new byte[] {1, 2, 3});
        for (String method : List.of("GET", "HEAD")) {
            s3.calls().clear();
            assertThatThrownBy(() -> variant(method)).hasMessageContaining("is gone from the archive");
            assertThat(callsForTheVariant())
                    .hasSize(4)
                    .startsWith(method + " " + WEB + ".jpg")
                    .endsWith("LIST " + WEB, method + " " + WEB + ".jpg");
        }
    }

    /** Time would tell what words do not: it is the same calls to S3, under the asking customer's own keys. */
    @Test
    void somebodyElsesImageIsLookedForAsOneThatNeverWas() {
        UUID none = UUID.fromString("0190a4e0-0000-5000-8000-00000000ffff");
        for (String name : List.of("web", "thumb", "original", "nope")) {
            for (String method : List.of("GET", "HEAD")) {
                List<String> foreign = callsOf(Samples.ID, id -> missing(id, name, method));
                assertThat(foreign)
                        .isNotEmpty()
                        .noneMatch(call -> call.contains("/demo/"))
                        .isEqualTo(callsOf(none, id -> missing(id, name, method)));
            }
        }
        List<String> receipt = callsOf(
                Samples.ID, id -> assertThat(downloads.known("stranger", id)).isNull());
        assertThat(receipt).isNotEmpty().isEqualTo(callsOf(none, id -> assertThat(downloads.known("stranger", id))
                .isNull()));
    }

    private void missing(String id, String name, String method) {
        assertThatThrownBy(() -> downloads.variant("stranger", id, asking(name, method)))
                .hasMessageContaining("no such image");
    }

    /** What is asked of S3, but for the id. */
    private List<String> callsOf(UUID id, Consumer<String> question) {
        s3.calls().clear();
        question.accept(id.toString());
        return s3.calls().stream()
                .map(call -> call.replace(id.toString(), "ID"))
                .toList();
    }
}
