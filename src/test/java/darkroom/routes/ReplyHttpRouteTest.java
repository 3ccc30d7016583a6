package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.access.Problems;
import darkroom.archive.Receipts;
import darkroom.model.Earlier;
import darkroom.model.Erasures;
import darkroom.model.FinishedImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyHttpRouteTest extends RouteTest {
    ReplyHttpRouteTest() {
        super(List.of("reply-http"), List.of(), null);
    }

    @Override
    Map<String, Object> beans() {
        return Map.of("problems", new Problems(Samples.JSON));
    }

    @Test
    void anImageThatIsDoneIsCreated() throws IOException {
        Receipt receipt = Samples.receipt("http", Outcome.ok, null);
        Exchange answer = reply(receipt, null);
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, "201")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Location", "/v1/images/" + Samples.ID)
                .hasSize(3);
        assertThat(Samples.JSON.readValue(answer.getMessage().getBody(byte[].class), Receipt.class))
                .isEqualTo(receipt);
    }

    @ParameterizedTest
    @CsvSource({
        "rejected, unsupported-format, 415",
        "rejected, broken-image, 422",
        "rejected, too-many-pixels, 422",
        "failed, processing-failed, 500"
    })
    void oneThatIsNotIsAProblemWithItsImageId(Outcome outcome, String reason, int status) throws IOException {
        Exchange answer = reply(Samples.receipt("http", outcome, reason), null);
        JsonNode problem = Samples.JSON.readTree(answer.getMessage().getBody(byte[].class));
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, status)
                .containsEntry("Content-Type", "application/problem+json")
                .doesNotContainKey("Location");
        assertThat(problem.get("code").asText()).isEqualTo(reason);
        assertThat(problem.get("imageId").asText()).isEqualTo(Samples.ID.toString());
    }

    /** The words lie beside the stored receipt, as an archive of another time or replica left them. */
    @Test
    void aRepeatedRefusalHasTheWordsOfTheFirst() throws IOException {
        Receipt receipt = Samples.receipt("http", Outcome.rejected, "broken-image");
        String why = "Scan 2 ends early: 100 % of nothing, \u00fc+&.";
        FinishedImage finished = new FinishedImage(List.of(), receipt, why);
        s3.put(
                ARCHIVE,
                new Receipts(s3, ARCHIVE, 1830, Erasures.NONE, Samples.JSON).seal(finished, List.of(), Earlier.NOTHING),
                null);
        Exchange first = template.send("direct:reply-http", e -> {
            e.setVariable("finished", finished);
            e.getMessage().setBody(receipt);
        });
        byte[] again = reply(receipt, "true").getMessage().getBody(byte[].class);
        assertThat(again).isEqualTo(first.getMessage().getBody(byte[].class));
        assertThat(Samples.JSON.readTree(again).get("detail").asText()).startsWith(why);
    }

    @ParameterizedTest
    @CsvSource({"ok,", "rejected, broken-image"})
    void aRepeatedAnswerSaysThatItIsOne(Outcome outcome, String reason) {
        assertThat(reply(Samples.receipt("http", outcome, reason), "true")
                        .getMessage()
                        .getHeaders())
                .containsEntry("Idempotent-Replayed", "true");
    }

    /** The archive has the receipt, without words as earlier versions left it. */
    @BeforeEach
    void theReceiptIsStored() {
        s3.put(ARCHIVE, Samples.FOLDER + "receipt.json", "v1", new byte[0]);
    }

    private Exchange reply(Receipt receipt, String replayed) {
        return template.send("direct:reply-http", e -> {
            e.getMessage().setBody(receipt);
            if (replayed != null) {
                e.getMessage().setHeader("Idempotent-Replayed", replayed);
            }
        });
    }
}
