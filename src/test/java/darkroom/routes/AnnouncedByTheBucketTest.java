package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.intake.Inbox;
import darkroom.intake.InboxUploads;
import darkroom.intake.Notices;
import darkroom.model.IntakeImage;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Where the inbox announces its objects itself, one notice of an upload is enough. */
class AnnouncedByTheBucketTest extends RouteTest {
    AnnouncedByTheBucketTest() {
        super(List.of("park", "announce-upload"), List.of("answer-http"), null);
    }

    @Override
    Map<String, String> otherSettings() {
        return Map.of("darkroom.inbox.announce-uploads", "false");
    }

    @Override
    Map<String, Object> beans() {
        return Map.of(
                "inboxUploads",
                new InboxUploads(new Inbox(s3, INBOX, false), new Notices(Samples.JSON), recipes, Samples.JSON));
    }

    @Test
    void itIsAcceptedAndTheAppSendsNone() {
        IntakeImage image = Samples.image("http", true, new byte[3]);
        Exchange answer = template.request("direct:park", e -> {
            e.setVariable("image", image);
            e.getMessage().setBody(image);
        });
        assertThat(answer.getMessage().getHeaders()).containsEntry(Exchange.HTTP_RESPONSE_CODE, 202);
        assertThat(s3.keys(INBOX)).hasSize(1);
        assertThat(sqs.at("darkroom-inbox").getReceivedCounter()).isZero();
    }
}
