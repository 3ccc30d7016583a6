package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.archive.Downloads;
import darkroom.archive.ImageRemoval;
import darkroom.intake.Inbox;
import darkroom.intake.InboxUploads;
import darkroom.intake.Notices;
import darkroom.model.BadRequestException;
import darkroom.model.IntakeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is accepted lies in the inbox first. */
class ParkRouteTest extends RouteTest {
    private static final String KEY = "demo/-/upload-" + Samples.ID;

    ParkRouteTest() {
        super(java.util.List.of("park", "announce-upload"), java.util.List.of("answer-http"), null);
    }

    @Override
    Map<String, Object> beans() {
        InboxUploads uploads =
                new InboxUploads(new Inbox(s3, INBOX, false), new Notices(Samples.JSON), recipes, Samples.JSON);
        return Map.of("inboxUploads", uploads);
    }

    private IntakeImage image(boolean fresh, String recipe) {
        return new IntakeImage(
                Samples.ID, fresh, "demo", "http", recipe, Samples.RECEIVED, 3, new byte[] {1, 2, 3}, null);
    }

    private Exchange park(IntakeImage image) {
        return template.request("direct:park", e -> {
            e.setVariable("image", image);
            e.getMessage().setBody(image);
        });
    }

    @Test
    void itLiesInTheInboxBeforeItIsAnnouncedAndAnswered() throws IOException {
        sqs.at("darkroom-inbox").whenAnyExchangeReceived(e -> s3.calls().add("announced"));
        Exchange answer = park(image(true, "web"));
        assertThat(s3.calls()).containsExactly("PUT " + INBOX + "/" + KEY, "announced");
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 202)
                .containsEntry("Location", "/v1/images/" + Samples.ID)
                .containsEntry("Preference-Applied", "respond-async")
                .doesNotContainKey("Idempotent-Replayed");
        JsonNode body = Samples.JSON.readTree(answer.getMessage().getBody(byte[].class));
        assertThat(body.get("status").asText()).isEqualTo("waiting");
        assertThat(body.get("variants").asInt()).isEqualTo(2);
        assertThat(body.has("arrival")).isFalse();
        String notice = only(sqs.at("darkroom-inbox")).getMessage().getBody(String.class);
        assertThat(notice).contains("demo%2F-%2Fupload-" + Samples.ID, "\"v1\"");
    }

    @Test
    void aQueueThatIsAwayIsLeftToTheSweep() {
        sqs.at("darkroom-inbox").whenAnyExchangeReceived(e -> {
            throw SdkClientException.create("away");
        });
        Exchange answer = park(image(true, "web"));
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeaders()).containsEntry(Exchange.HTTP_RESPONSE_CODE, 202);
    }

    @Test
    void theSameAgainIsAcceptedOnceAndOneForAnotherRecipeIsRefused() {
        park(image(false, "web"));
        s3.calls().clear();
        Exchange again = park(image(false, "web"));
        assertThat(again.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 202)
                .containsEntry("Idempotent-Replayed", "true");
        assertThat(s3.calls()).noneMatch(call -> call.startsWith("PUT"));
        assertThat(only(sqs.at("darkroom-inbox"))).isNotNull();

        assertThat(park(image(false, "avatar")).getException())
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("idempotency-key-reused"));
    }

    /** Both look before either puts: S3 lets one of them, for an id is one key, whatever the recipe. */
    @Test
    void ofTwoReplicasThatAreAskedAtOnceForTwoRecipesOneRefuses() {
        InboxUploads uploads = (InboxUploads) beans().get("inboxUploads");
        assertThat(uploads.there(image(false, "web"))).isNull();
        assertThat(uploads.there(image(false, "avatar"))).isNull();
        assertThat(uploads.put(image(false, "web")).repeated()).isFalse();
        assertThat(uploads.put(image(false, "web")).repeated()).isTrue();
        assertThatThrownBy(() -> uploads.put(image(false, "avatar")))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("idempotency-key-reused"));
    }

    @Test
    void whatIsDoneIsAnsweredWithItsReceipt() throws IOException {
        s3.put(
                ARCHIVE,
                Samples.FOLDER + "receipt.json",
                "v1",
                Samples.JSON.writeValueAsBytes(Samples.receipt("http", darkroom.model.Outcome.ok, null)));
        park(image(false, "web"));
        assertThat(neighbour("answer-http").getReceivedCounter()).isEqualTo(1);
        assertThat(s3.keys(INBOX)).isEmpty();
    }

    @Test
    void anUploadThatWaitsIsFoundByItsIdAloneAndCanBeTakenBack() {
        InboxUploads uploads = (InboxUploads) beans().get("inboxUploads");
        s3.put(INBOX, KEY, "v7", "picture".getBytes(StandardCharsets.UTF_8));
        assertThat(uploads.waiting("other", Samples.ID.toString())).isNull();
        assertThat(uploads.waiting("demo", "../" + Samples.ID)).isNull();
        uploads.cancel(uploads.waiting("demo", Samples.ID.toString()));
        assertThat(s3.keys(INBOX)).isEmpty();
    }

    @Test
    void anUnknownImageIsNeitherReadNorDeleted() {
        Downloads downloads = new Downloads(null, s3, ARCHIVE, null, Clock.systemUTC());
        assertThat(downloads.known("demo", "../../x")).isNull();
        assertThatThrownBy(() -> new ImageRemoval(s3, ARCHIVE, Clock.systemUTC()).remove(null, Map.of()))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(404));
        assertThat(s3.calls()).isEmpty();
    }
}
