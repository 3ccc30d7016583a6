package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.intake.Arrival;
import darkroom.intake.Inbox;
import darkroom.intake.InboxSweep;
import darkroom.intake.InboxVersion;
import darkroom.intake.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepInboxRouteTest extends RouteTest {
    private static final String CAT = "demo/web/cat.jpg";
    private static final String DOG = "demo/web/dog.jpg";
    private static final Duration INTERVAL = Duration.ofSeconds(60);

    private final Notices notices = new Notices(new ObjectMapper());
    private Instant now = MemoryS3.STORED;
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private long waiting;

    SweepInboxRouteTest() {
        super(List.of("sweep-inbox", "errors"), List.of(), "sweep-inbox");
    }

    @Override
    Map<String, Object> beans() {
        return Map.of("sweepPeriod", 1L, "inboxSweep", sweep(clock));
    }

    private InboxSweep sweep(Clock clock) {
        return new InboxSweep(
                s3, new Inbox(s3, INBOX, true), notices, INTERVAL, new InboxSweep.Backlog(() -> waiting, 10), clock);
    }

    @BeforeEach
    void twoPicturesLieInTheInboxForTwoIntervals() {
        now = MemoryS3.STORED.plus(INTERVAL.multipliedBy(2));
        s3.put(INBOX, CAT, "v1", new byte[] {1});
        s3.put(INBOX, DOG, "v1", new byte[] {1});
    }

    @Test
    void whatIsTwoIntervalsOldIsAnnouncedOnce() {
        now = now.minusMillis(1);
        sweep();
        assertThat(announced()).isEmpty();
        now = now.plusMillis(1);
        sweep();
        sweep();
        assertThat(announced()).containsExactly(CAT, DOG);
    }

    @Test
    void whatIsStillThereTwelveIntervalsLaterIsAnnouncedAgain() {
        sweep();
        now = now.plus(INTERVAL.multipliedBy(12)).minusMillis(1);
        sweep();
        assertThat(announced()).hasSize(2);
        now = now.plusMillis(1);
        sweep();
        assertThat(announced()).hasSize(4);
    }

    /** Found so: it counted as announced, and waited for twelve intervals. */
    @Test
    void aNoticeThatCouldNotBeSentIsSentByTheNextSweep() {
        queue().whenExchangeReceived(1, e -> {
            throw new IllegalStateException("no queue");
        });
        sweep();
        sweep();
        assertThat(announced()).containsExactly(CAT, DOG, CAT);
    }

    @Test
    void whatShouldBeDoneByNowIsAnnouncedAsLate() {
        sweep();
        assertThat(late()).isEmpty();
        now = now.plus(INTERVAL);
        s3.put(INBOX, "demo/web/new.jpg", "v1", new byte[] {1});
        sweep();
        assertThat(late()).containsExactly("demo/web/new.jpg");
    }

    @Test
    void whatWasThereBeforeThisProcessIsAnnouncedAsLate() {
        InboxVersion cat = new InboxVersion(new Arrival(INBOX, CAT, "v1"), MemoryS3.STORED, 1);
        now = MemoryS3.STORED;
        assertThat(sweep(clock).notice(cat)).doesNotContain("darkroom-late");
        now = MemoryS3.STORED.plusMillis(1);
        assertThat(sweep(clock).notice(cat)).contains("darkroom-late");
    }

    private List<String> late() {
        return queue().getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .filter(notice -> notice.contains("darkroom-late"))
                .flatMap(notice -> notices.read(notice).stream())
                .map(arrival -> arrival.key())
                .toList();
    }

    @Test
    void whileManyNoticesWaitNothingIsAnnounced() {
        waiting = 10;
        sweep();
        assertThat(announced()).isEmpty();
        waiting = 9;
        sweep();
        assertThat(announced()).containsExactly(CAT, DOG);
    }

    @Test
    void whatIsTaggedIsLeftAlone() {
        s3.putObjectTagging(r -> r.bucket(INBOX)
                .key(CAT)
                .versionId("v1")
                .tagging(t -> t.tagSet(software.amazon.awssdk.services.s3.model.Tag.builder()
                        .key("darkroom")
                        .value("done")
                        .build())));
        sweep();
        assertThat(announced()).containsExactly(DOG);
    }

    private void sweep() {
        assertThat(template.send("direct:door", e -> {}).getException()).isNull();
    }

    private List<String> announced() {
        return queue().getExchanges().stream()
                .map(Exchange::getMessage)
                .map(message -> message.getBody(String.class))
                .flatMap(notice -> notices.read(notice).stream())
                .map(arrival -> arrival.key())
                .toList();
    }

    private MockEndpoint queue() {
        return sqs.at("darkroom-inbox");
    }
}
