package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.archive.Downloads;
import darkroom.archive.ImageRemoval;
import darkroom.intake.Inbox;
import darkroom.intake.InboxUploads;
import darkroom.intake.Notices;
import darkroom.intake.WaitingImage;
import darkroom.model.BadRequestException;
import darkroom.model.IntakeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Tag;

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

    /** S3's own time is one of whole seconds. */
    @Test
    void itsTimeIsThatOfItsFirstAnswerAsLongAsItIsNearThatOfS3() {
        InboxUploads uploads = (InboxUploads) beans().get("inboxUploads");
        IntakeImage image = new IntakeImage(
                Samples.ID, true, "demo", "http", "web", MemoryS3.STORED.minusMillis(250), 3, new byte[3], null);
        assertThat(uploads.put(image).receivedAt()).isEqualTo(image.receivedAt());
        assertThat(uploads.find("demo", Samples.ID).orElseThrow().receivedAt()).isEqualTo(image.receivedAt());
        for (String odd : new String[] {"2020-01-01T00:00:00Z", "yesterday"}) {
            s3.remove(INBOX, KEY);
            s3.putObject(
                    r -> r.bucket(INBOX).key(KEY).metadata(Map.of("received-at", odd)),
                    RequestBody.fromBytes(new byte[3]));
            assertThat(uploads.find("demo", Samples.ID).orElseThrow().receivedAt())
                    .as(odd)
                    .isEqualTo(MemoryS3.STORED);
        }
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
        assertThat(s3.isHidden(INBOX, KEY)).as("for the notices that come").isTrue();
    }

    /** Before it is looked at, and in the moment after; whoever begins leaves its sign first, too. */
    @ParameterizedTest
    @ValueSource(strings = {"TAGS ", "MARKED "})
    void anUploadThatSomebodyHasBegunOnStays(String moment) {
        InboxUploads uploads = (InboxUploads) beans().get("inboxUploads");
        s3.put(INBOX, KEY, "v7", "picture".getBytes(StandardCharsets.UTF_8));
        s3.before(moment + INBOX + "/" + KEY, () -> tag("darkroom-work", "begun"));
        assertThatThrownBy(() -> uploads.cancel(uploads.waiting("demo", Samples.ID.toString())))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.status()).isEqualTo(409);
                    assertThat(e.code()).isEqualTo("in-progress");
                });
        assertThat(s3.keys(INBOX)).containsExactly(KEY);
        assertThat(s3.isHidden(INBOX, KEY)).isFalse();
    }

    /** Where what is done stays in the inbox. */
    @ParameterizedTest
    @CsvSource({"done, false", "failed, false", "dead, true"})
    void whatIsDoneIsNotTakenBackWhatIsDeadIs(String mark, boolean goes) {
        InboxUploads uploads = (InboxUploads) beans().get("inboxUploads");
        s3.put(INBOX, KEY, "v7", "picture".getBytes(StandardCharsets.UTF_8));
        tag("darkroom", mark);
        WaitingImage waiting = uploads.waiting("demo", Samples.ID.toString());
        if (goes) {
            uploads.cancel(waiting);
        } else {
            assertThatThrownBy(() -> uploads.cancel(waiting)).hasMessageContaining("has been begun on");
        }
        assertThat(s3.keys(INBOX).isEmpty()).isEqualTo(goes);
    }

    /** Whether it is an image by now tells its receipt, which is looked for once more. */
    @Test
    void anUploadThatIsGoneInThatMomentIsLeftToItsReceipt() {
        InboxUploads uploads = (InboxUploads) beans().get("inboxUploads");
        s3.put(INBOX, KEY, "v7", "picture".getBytes(StandardCharsets.UTF_8));
        s3.before("MARKED " + INBOX + "/" + KEY, () -> s3.remove(INBOX, KEY));
        uploads.cancel(uploads.waiting("demo", Samples.ID.toString()));
        assertThat(s3.keys(INBOX)).isEmpty();
    }

    private void tag(String key, String value) {
        s3.putObjectTagging(r -> r.bucket(INBOX)
                .key(KEY)
                .versionId("v7")
                .tagging(t -> t.tagSet(Tag.builder().key(key).value(value).build())));
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
