package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.archive.Downloads;
import darkroom.archive.ImageRemoval;
import darkroom.archive.Receipts;
import darkroom.intake.Inbox;
import darkroom.intake.InboxUploads;
import darkroom.intake.Notices;
import darkroom.intake.PresignedUploads;
import darkroom.model.BadRequestException;
import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a customer is told of an upload that is done in that moment. */
class UploadRoutesTest extends RouteTest {
    private static final String ORIGINAL = "demo/-/upload-" + Samples.ID;

    UploadRoutesTest() {
        super(List.of("delete-image", "complete-upload", "announce-upload"), List.of(), "delete-image");
    }

    @BeforeEach
    @Override
    void start() throws Exception {
        AdviceWith.adviceWith(context, "complete-upload", route -> route.replaceFromWith("direct:complete"));
        super.start();
    }

    @Override
    Map<String, Object> beans() {
        Clock clock = Clock.fixed(Samples.RECEIVED, ZoneOffset.UTC);
        Receipts receipts = new Receipts(s3, ARCHIVE, 1830, Erasures.NONE, Samples.JSON);
        return Map.of(
                "access", new Demo(),
                "downloads", new Downloads(receipts, s3, ARCHIVE, null, clock),
                "inboxUploads",
                        new InboxUploads(new Inbox(s3, INBOX, false), new Notices(Samples.JSON), recipes, Samples.JSON),
                "removal", new ImageRemoval(s3, ARCHIVE, clock),
                "presignedUploads",
                        new PresignedUploads(
                                null, s3, new Inbox(s3, INBOX, false), recipes, null, null, null, clock, Samples.JSON));
    }

    /** Knows one customer. */
    public static final class Demo {
        public String admin() {
            return "demo";
        }

        public String upload() {
            return "demo";
        }
    }

    /** Its receipt is stored and its original cleared: just before anybody looked for the original, and just after. */
    @ParameterizedTest
    @ValueSource(strings = {"HEAD ", "TAGS ", "MARKED "})
    void whatIsDoneInThatMomentIsLocked(String moment) {
        s3.put(INBOX, ORIGINAL, "v7", new byte[3]);
        s3.before(moment + INBOX + "/" + ORIGINAL, this::done);
        assertThat(ask("direct:door").getException())
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("locked"));
    }

    @Test
    void whatNobodyHasBegunOnIsGone() {
        s3.put(INBOX, ORIGINAL, "v7", new byte[3]);
        assertThat(ask("direct:door").getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                .isEqualTo(204);
        assertThat(s3.keys(INBOX)).isEmpty();
        assertThat(ask("direct:door").getException())
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("not-found"));
    }

    /** Whatever was sent there since: the same is asked for by a GET, and has the same answer. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDoneIsCompletedByItsReceipt(boolean somethingLiesThere) throws IOException {
        done();
        if (somethingLiesThere) {
            s3.put(INBOX, ORIGINAL, "v8", new byte[3]);
        }
        Exchange answer = ask("direct:complete");
        assertThat(Samples.JSON
                        .readValue(answer.getMessage().getBody(byte[].class), Receipt.class)
                        .outcome())
                .isEqualTo(Outcome.ok);
        assertThat(sqs.at("darkroom-inbox").getReceivedCounter()).isZero();
    }

    @Test
    void whatIsDoneInThatMomentIsCompletedByItsReceipt() throws IOException {
        s3.put(INBOX, ORIGINAL, "v7", new byte[3]);
        s3.before("HEAD " + INBOX + "/" + ORIGINAL, this::done);
        Exchange answer = ask("direct:complete");
        assertThat(answer.getException()).isNull();
        assertThat(Samples.JSON
                        .readValue(answer.getMessage().getBody(byte[].class), Receipt.class)
                        .outcome())
                .isEqualTo(Outcome.ok);
    }

    @Test
    void whatLiesThereIsAnnouncedAndWaits() {
        s3.put(INBOX, ORIGINAL, "v7", new byte[3]);
        assertThat(ask("direct:complete").getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                .isEqualTo(202);
        assertThat(only(sqs.at("darkroom-inbox"))).isNotNull();
    }

    private void done() {
        try {
            byte[] receipt = Samples.JSON.writeValueAsBytes(Samples.receipt("http", Outcome.ok, null));
            s3.put(ARCHIVE, Samples.FOLDER + "receipt.json", "v1", receipt);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        s3.remove(INBOX, ORIGINAL);
    }

    private Exchange ask(String endpoint) {
        return template.request(endpoint, e -> e.getMessage().setHeader("id", Samples.ID.toString()));
    }
}
