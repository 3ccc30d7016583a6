package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Earlier;
import darkroom.model.FinishedImage;
import darkroom.model.Hashes;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveRouteTest extends RouteTest {
    private static final String WEB = Samples.FOLDER + "web.jpg";
    private static final String THUMB = Samples.FOLDER + "thumb.jpg";
    private static final String RECEIPT = Samples.FOLDER + "receipt.json";

    private final FinishedImage finished = Samples.finished();

    ArchiveRouteTest() {
        super(List.of("archive", "put"), List.of(), null);
    }

    @Test
    void storesTheVariantsAndThenTheReceipt() throws IOException {
        Receipt settled = archive(finished).getMessage().getBody(Receipt.class);
        assertThat(s3.calls()).containsExactly(put(WEB), put(THUMB), put(RECEIPT));
        assertThat(settled).isEqualTo(finished.receipt());
        assertThat(stored()).isEqualTo(settled);
    }

    @Test
    void givesEachObjectItsTypeItsHashItsExpiryItsLockAndItsTags() {
        archive(finished);
        Map<String, String> metadata = s3.get(ARCHIVE, WEB).metadata();
        assertThat(s3.get(ARCHIVE, WEB).contentType()).isEqualTo("image/jpeg");
        assertThat(metadata)
                .containsEntry("sha256", Hashes.sha256("web".getBytes(StandardCharsets.UTF_8)))
                .containsEntry("darkroom-expires", Samples.UNTIL.toString())
                .containsEntry("darkroom-lock", Samples.UNTIL.toString())
                .containsEntry("darkroom-tag-kind", "variant")
                .containsEntry("width", "40");
        assertThat(s3.get(ARCHIVE, RECEIPT).metadata())
                .containsEntry("darkroom-tag-kind", "receipt")
                .containsEntry("darkroom-tag-days", "1830")
                .containsEntry("darkroom-lock", Samples.UNTIL.toString());
    }

    @Test
    void sendsNoHeaderButItsOwn() {
        template.send("direct:archive", e -> {
            e.getMessage().setHeaders(new java.util.HashMap<>(Samples.EVIL));
            e.getMessage().setBody(finished);
            e.setVariable("earlier", Earlier.NOTHING);
        });
        for (Exchange sent : s3Component.at(ARCHIVE).getExchanges()) {
            assertThat(sent.getMessage().getHeaders())
                    .containsOnlyKeys(
                            "CamelAwsS3Key",
                            "CamelAwsS3ContentType",
                            "CamelAwsS3ContentControl",
                            "CamelAwsS3ContentLength",
                            "CamelAwsS3Metadata");
            assertThat(sent.getMessage().getHeader("CamelAwsS3Key")).asString().startsWith(Samples.FOLDER);
        }
    }

    @Test
    void leavesNoHeaderBehind() {
        assertThat(archive(finished).getMessage().getHeaders()).isEmpty();
    }

    @Test
    void doingItAgainChangesNothing() {
        Receipt first = archive(finished).getMessage().getBody(Receipt.class);
        Receipt again = archive(finished).getMessage().getBody(Receipt.class);
        assertThat(again).isEqualTo(first);
        assertThat(s3.keys(ARCHIVE)).containsExactlyInAnyOrder(WEB, THUMB, RECEIPT);
    }

    @Test
    void adoptsTheVariantThatAnotherEngineWasFirstWith() throws IOException {
        byte[] theirs = "theirs".getBytes(StandardCharsets.UTF_8);
        theirs(Samples.variant("web", theirs), Samples.UNTIL);
        Receipt settled = archive(finished).getMessage().getBody(Receipt.class);
        Receipt.Variant web = settled.variants().get(0);
        assertThat(web.sha256()).isEqualTo(Hashes.sha256(theirs));
        assertThat(web.bytes()).isEqualTo(theirs.length);
        assertThat(web.width()).isEqualTo(40);
        assertThat(web.operations()).containsExactly("orient", "srgb", "fit");
        assertThat(web.href()).isEqualTo("/v1/images/" + Samples.ID + "/web");
        assertThat(settled.variants().get(1))
                .isEqualTo(finished.receipt().variants().get(1));
        assertThat(stored()).isEqualTo(settled);
        assertThat(s3.get(ARCHIVE, WEB).bytes()).isEqualTo(theirs);
    }

    @ParameterizedTest
    @CsvSource({"original, another", "recipe, web@2"})
    void doesNotAdoptWhatWasMadeOfAnotherOriginalOrByAnotherRecipe(String field, String other) throws IOException {
        byte[] theirs = "theirs".getBytes(StandardCharsets.UTF_8);
        theirs(Samples.variant("web", theirs, field, other), Samples.UNTIL.minusSeconds(1));
        Receipt settled = archive(finished).getMessage().getBody(Receipt.class);
        assertThat(settled).isEqualTo(finished.receipt());
        assertThat(stored()).isEqualTo(settled);
        assertThat(s3.get(ARCHIVE, WEB).bytes()).as("theirs stays").isEqualTo(theirs);
        assertThat(s3.calls()).noneMatch(call -> call.startsWith("LOCK"));
        String beside = s3.keys(ARCHIVE).stream()
                .filter(key -> key.startsWith(Samples.FOLDER + "web-"))
                .findFirst()
                .orElseThrow();
        assertThat(s3.get(ARCHIVE, beside).bytes()).isEqualTo("web".getBytes(StandardCharsets.UTF_8));
        assertThat(s3.get(ARCHIVE, beside).lock()).isEqualTo(Samples.UNTIL);

        assertThat(archive(finished).getMessage().getBody()).as("a redo").isEqualTo(settled);
        assertThat(s3.keys(ARCHIVE)).containsExactlyInAnyOrder(WEB, beside, THUMB, RECEIPT);
    }

    @Test
    void theFirstStoredReceiptWinsOverOneOfAnotherOriginal() {
        Receipt first = Samples.receiptOf(new byte[] {2});
        s3.put(ARCHIVE, RECEIPT, "v1", Samples.json(first));
        assertThat(archive(finished).getMessage().getBody()).isEqualTo(first);
    }

    @Test
    void extendsALockThatWouldEndTooEarly() {
        theirs(Samples.variant("web", new byte[] {1}), Samples.UNTIL.minusSeconds(1));
        theirs(Samples.variant("thumb", new byte[] {2}), null);
        archive(finished);
        assertThat(s3.get(ARCHIVE, WEB).lock()).isEqualTo(Samples.UNTIL);
        assertThat(s3.get(ARCHIVE, THUMB).lock()).isEqualTo(Samples.UNTIL);
    }

    @Test
    void neverShortensALock() {
        Instant later = Samples.UNTIL.plusSeconds(86_400);
        theirs(Samples.variant("web", new byte[] {1}), later);
        archive(finished);
        assertThat(s3.get(ARCHIVE, WEB).lock()).isEqualTo(later);
        assertThat(s3.calls()).noneMatch(call -> call.startsWith("LOCK"));
    }

    @Test
    void theReceiptThatWasFirstCounts() {
        Receipt first = Samples.receipt("kafka", Outcome.ok, null);
        s3.put(ARCHIVE, RECEIPT, "v1", Samples.json(first));
        assertThat(archive(finished).getMessage().getBody()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 409})
    void somebodyElsesWriteIsNoFailure(int status) {
        theirs(finished.objects().get(0), Samples.UNTIL);
        s3Component.at(ARCHIVE).whenExchangeReceived(1, e -> {
            throw MemoryS3.refusal(status);
        });
        Exchange exchange = archive(finished);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(finished.receipt());
    }

    @Test
    void aConflictWithNothingThereIsTriedAgainByTheCaller() {
        s3Component.at(ARCHIVE).whenExchangeReceived(1, e -> {
            throw MemoryS3.refusal(409);
        });
        assertThat(archive(finished).getException()).isNotNull();
        assertThat(s3.keys(ARCHIVE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500, 503})
    void anOutageStopsBeforeTheReceipt(int status) {
        s3Component.at(ARCHIVE).whenExchangeReceived(2, e -> {
            throw MemoryS3.refusal(status);
        });
        assertThat(archive(finished).getException()).hasMessageContaining("status " + status);
        assertThat(s3.keys(ARCHIVE)).containsExactly(WEB);
    }

    @Test
    void anImageWithoutObjectsHasAReceiptAllTheSame() {
        FinishedImage nothing =
                new FinishedImage(List.of(), Samples.receipt("http", Outcome.rejected, "too-many-bytes"), null);
        assertThat(archive(nothing).getMessage().getBody()).isEqualTo(nothing.receipt());
        assertThat(s3.keys(ARCHIVE)).containsExactly(RECEIPT);
    }

    @Test
    void aFailedImageIsNotDoneAndItsFailuresAreCounted() {
        FinishedImage failed =
                new FinishedImage(List.of(), Samples.receipt("http", Outcome.failed, "processing-failed"), null);
        archive(failed);
        archive(failed, new Earlier(null, 1, null));
        assertThat(s3.keys(ARCHIVE))
                .containsExactly(Samples.FOLDER + "failed-1.json", Samples.FOLDER + "failed-2.json");
    }

    @Test
    void anOriginalThatIsInQuarantineAlreadyStaysThere() {
        StoredObject original = new StoredObject(
                "quarantine/demo/" + Samples.ID,
                "application/octet-stream",
                Hashes.sha256(new byte[] {1}),
                Samples.UNTIL,
                null,
                Map.of("kind", "quarantine"),
                Map.of(),
                new byte[] {1});
        s3.put(ARCHIVE, original.key(), "v1", new byte[] {1});
        FinishedImage refused =
                new FinishedImage(List.of(original), Samples.receipt("http", Outcome.rejected, "broken-image"), null);
        assertThat(archive(refused).getMessage().getBody()).isEqualTo(refused.receipt());
        assertThat(s3.calls()).noneMatch(call -> call.startsWith("LOCK"));
    }

    private Exchange archive(FinishedImage image) {
        return archive(image, Earlier.NOTHING);
    }

    private Exchange archive(FinishedImage image, Earlier earlier) {
        return template.send("direct:archive", e -> {
            e.setVariable("earlier", earlier);
            e.getMessage().setBody(image);
        });
    }

    private void theirs(StoredObject object, Instant lock) {
        s3.put(ARCHIVE, object, lock);
    }

    private Receipt stored() throws IOException {
        return Samples.JSON.readValue(s3.get(ARCHIVE, RECEIPT).bytes(), Receipt.class);
    }

    private static String put(String key) {
        return "PUT " + ARCHIVE + "/" + key;
    }
}
