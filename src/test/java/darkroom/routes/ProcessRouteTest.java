package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import darkroom.intake.AttemptMarkers;
import darkroom.intake.Attempts;
import darkroom.intake.FairShare;
import darkroom.intake.ImageProcessor;
import darkroom.intake.Quarantine;
import darkroom.intake.Seen;
import darkroom.model.FinishedImage;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.BusyException;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pipeline;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProcessRouteTest extends RouteTest {
    private final MemoryBudget memory = new MemoryBudget(64 << 20, Duration.ofMillis(1));
    private final FairShare fairShare = new FairShare(
            new FairShare.Bounds(1, 1, 0.9, Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO),
            () -> 0,
            System::nanoTime);
    private final Receipt stored = Samples.receipt("http", Outcome.ok, null);

    ProcessRouteTest() {
        super(List.of("process", "make"), List.of("archive", "announce"), null);
    }

    @Override
    Map<String, Object> beans() {
        Limits limits = Limits.defaults();
        Pipeline pipeline = new Pipeline(new ImgscalrEngine(limits), limits, memory);
        Attempts attempts = new Attempts(
                3,
                new Attempts.Times(Duration.ofHours(1), Duration.ZERO, Duration.ofMinutes(1)),
                new AttemptMarkers(s3, ARCHIVE, 8, Clock.systemUTC()));
        return Map.of(
                "attempts",
                attempts,
                "fairShare",
                fairShare,
                "imageProcessor",
                new ImageProcessor(
                        pipeline, recipes, customer -> 8, attempts, new Quarantine(1 << 20, 30), Clock.systemUTC()));
    }

    @BeforeEach
    void theArchiveAnswersWithAReceipt() {
        neighbour("archive").whenAnyExchangeReceived(e -> e.getMessage()
                .setBody(e.getMessage().getBody(FinishedImage.class).receipt()));
    }

    @Test
    void newWorkIsDoneArchivedAndAnnounced() {
        Exchange exchange = process(Samples.image("http", true, Samples.jpeg()));
        FinishedImage finished = only(neighbour("archive")).getMessage().getBody(FinishedImage.class);
        assertThat(finished.receipt().outcome()).isEqualTo(Outcome.ok);
        assertThat(finished.objects()).hasSize(2);
        assertThat(only(neighbour("announce")).getMessage().getBody()).isEqualTo(finished.receipt());
        assertThat(exchange.getMessage().getBody()).isEqualTo(finished.receipt());
        assertThat(exchange.getVariable("receipt")).isNull();
    }

    @Test
    void whatIsMadeHoldsItsMemoryUntilItIsArchivedOrNot() {
        List<Throwable> whileArchived = new ArrayList<>();
        for (int status : new int[] {200, 503}) {
            neighbour("archive").whenAnyExchangeReceived(e -> {
                whileArchived.add(catchThrowable(() -> memory.reserve(memory.bytes())));
                if (status == 503) {
                    throw MemoryS3.refusal(503);
                }
                e.getMessage()
                        .setBody(e.getMessage().getBody(FinishedImage.class).receipt());
            });
            process(Samples.image("http", true, Samples.jpeg()));
            memory.reserve(memory.bytes()).release(); // all of it is free
        }
        assertThat(whileArchived).hasSize(2).allMatch(e -> e instanceof BusyException);
    }

    @Test
    void itsPlaceAmongItsCustomersUploadsIsForTheWorkAlone() {
        anotherCustomerIsThere();
        List<Throwable> met = new ArrayList<>();
        neighbour("archive").whenAnyExchangeReceived(e -> {
            met.add(anotherUpload());
            e.getMessage().setBody(e.getMessage().getBody(FinishedImage.class).receipt());
        });
        neighbour("announce").whenAnyExchangeReceived(e -> met.add(anotherUpload()));
        upload();
        assertThat(met).hasSize(2);
        assertThat(met.get(0)).isInstanceOf(BusyException.class);
        assertThat(met.get(1)).as("while it is announced").isNull();
    }

    @Test
    void whatFailedHasNoPlaceWhileItsDoorDecides() {
        anotherCustomerIsThere();
        List<Throwable> met = new ArrayList<>();
        neighbour("archive").whenAnyExchangeReceived(e -> {
            // what is added last runs first, before what gives back in the end
            e.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    met.add(anotherUpload());
                }
            });
            throw MemoryS3.refusal(503);
        });
        assertThat(upload().getException()).hasMessageContaining("status 503");
        assertThat(met).hasSize(1).containsOnlyNulls();
    }

    /** As it lies in the inbox: a consumer that waited would stop everybody's. */
    @Test
    void aParkedUploadWaitsForNoPlace() {
        anotherCustomerIsThere();
        Exchange inWork = new DefaultExchange(template.getCamelContext());
        fairShare.take(Samples.image("http", true, new byte[] {1}), true, inWork);
        assertThat(upload().getException()).isInstanceOf(BusyException.class);
        assertThat(process(Samples.image("http", true, Samples.jpeg())).getException())
                .isNull();
    }

    private Exchange upload() {
        return template.send("direct:process", e -> {
            e.setVariable("turn", "true");
            e.getMessage().setBody(Samples.image("http", true, Samples.jpeg()));
        });
    }

    private void anotherCustomerIsThere() {
        Exchange theirs = new DefaultExchange(template.getCamelContext());
        IntakeImage image = Samples.image("http", true, new byte[] {1});
        fairShare.take(
                new IntakeImage(
                        image.id(), true, "another", "http", "web", image.receivedAt(), 1, new byte[] {1}, null),
                true,
                theirs);
        fairShare.leave(theirs);
    }

    private Throwable anotherUpload() {
        Exchange exchange = new DefaultExchange(template.getCamelContext());
        Throwable busy =
                catchThrowable(() -> fairShare.take(Samples.image("http", true, new byte[] {1}), true, exchange));
        fairShare.leave(exchange);
        return busy;
    }

    @Test
    void whatIsDoneAlreadyIsOnlyAnnounced() {
        s3.put(ARCHIVE, Samples.FOLDER + "receipt.json", "v1", Samples.json(stored));
        Exchange exchange = process(Samples.image("http", false, new byte[] {1}));
        assertThat(neighbour("archive").getReceivedCounter()).isZero();
        assertThat(only(neighbour("announce")).getMessage().getBody()).isEqualTo(stored);
        assertThat(exchange.getMessage().getBody()).isEqualTo(stored);
        assertThat(exchange.getVariable("receipt")).isEqualTo(stored);
    }

    @Test
    void whatNobodyCanHaveSeenIsNotLookedUp() {
        process(Samples.image("http", true, Samples.jpeg()));
        assertThat(s3.calls()).isEmpty();
    }

    @Test
    void aFirstAttemptCostsS3NothingBesideTheLookUp() {
        process(Samples.image("kafka", false, Samples.jpeg()), Seen.never);
        assertThat(s3.calls()).containsExactly("GET " + ARCHIVE + "/" + Samples.FOLDER + "receipt.json");
    }

    @ParameterizedTest
    @EnumSource(names = {"perhaps", "before"})
    void whatMayComeAgainIsMarkedWhileTheWorkLasts(Seen seen) {
        process(Samples.image("kafka", true, Samples.jpeg()), seen);
        assertThat(s3.calls())
                .extracting(call -> call.substring(0, call.indexOf(' ')))
                .containsExactly("LIST", "PUT", "DELETE");
        assertThat(s3.keys(ARCHIVE)).isEmpty();
    }

    @Test
    void whatEndedTheProcessOftenEnoughHasFailedAndMayComeAgain() {
        diedIn("a", "b-alone", "c-alone");
        process(Samples.image("kafka", false, Samples.jpeg()), Seen.before);
        FinishedImage finished = only(neighbour("archive")).getMessage().getBody(FinishedImage.class);
        assertThat(finished.receipt().outcome()).isEqualTo(Outcome.failed);
        assertThat(finished.receipt().reason()).isEqualTo("processing-failed");
        assertThat(finished.objects()).extracting(o -> o.tags().get("kind")).containsExactly("quarantine");
        assertThat(s3.keys(ARCHIVE)).as("markers").isEmpty();
    }

    /** As that of a replica that stood still past its deadline, while another went on. */
    @Test
    void aFailureThatComesAfterTheReceiptOfAnotherIsNone() {
        diedIn("a", "b-alone", "c-alone");
        String receipt = Samples.FOLDER + "receipt.json";
        s3.before(
                "LIST " + ARCHIVE + "/attempts/demo/" + Samples.ID + "/",
                () -> s3.put(ARCHIVE, receipt, "v1", Samples.json(stored)));

        Exchange exchange = process(Samples.image("kafka", false, Samples.jpeg()), Seen.before);

        assertThat(neighbour("archive").getReceivedCounter()).isZero();
        assertThat(only(neighbour("announce")).getMessage().getBody()).isEqualTo(stored);
        assertThat(exchange.getMessage().getBody()).isEqualTo(stored);
    }

    @Test
    void whatEndedTheProcessButComesToAnEndNowIsDoneAndItsMarkersGo() {
        diedIn("a");
        process(Samples.image("kafka", false, Samples.jpeg()), Seen.before);
        FinishedImage finished = only(neighbour("archive")).getMessage().getBody(FinishedImage.class);
        assertThat(finished.receipt().outcome()).isEqualTo(Outcome.ok);
        assertThat(s3.keys(ARCHIVE)).isEmpty();
    }

    /** An outage in the middle ends nobody: whatever comes out of the work, the marker of this process goes. */
    @Test
    void anOutageIsNoAttempt() {
        neighbour("archive").whenAnyExchangeReceived(e -> {
            throw MemoryS3.refusal(503);
        });
        for (int i = 0; i < 10; i++) {
            assertThat(process(Samples.image("kafka", false, Samples.jpeg()), Seen.before)
                            .getException())
                    .hasMessageContaining("status 503");
        }
        assertThat(s3.keys(ARCHIVE)).isEmpty();
    }

    /** A door that cannot tell: HTTP, whose client may send a key again. */
    @Test
    void aYoungProcessMarksWhatMayHaveEndedTheOneBefore() {
        process(Samples.image("http", false, Samples.jpeg()), null);
        assertThat(s3.calls()).anyMatch(call -> call.startsWith("PUT " + ARCHIVE + "/attempts/demo/" + Samples.ID));
        s3.calls().clear();
        process(Samples.image("http", true, Samples.jpeg()), null);
        assertThat(s3.calls()).isEmpty();
    }

    private void diedIn(String... processes) {
        for (String process : processes) {
            s3.put(ARCHIVE, "attempts/demo/" + Samples.ID + "/" + process, "v1", new byte[0]);
        }
    }

    private Exchange process(IntakeImage image, Seen seen) {
        return template.send("direct:process", e -> {
            e.setVariable("seen", seen);
            e.getMessage().setBody(image);
        });
    }

    @Test
    void aReceiptOfAnotherCustomerIsNotFound() {
        s3.put(ARCHIVE, Samples.FOLDER.replace("demo", "acme") + "receipt.json", "v1", Samples.json(stored));
        process(Samples.image("kafka", false, Samples.jpeg()));
        assertThat(neighbour("archive").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void aRefusedPictureTakesTheSameWay() {
        Exchange exchange = process(Samples.image("sqs", true, new byte[] {1, 2, 3}));
        FinishedImage finished = only(neighbour("archive")).getMessage().getBody(FinishedImage.class);
        assertThat(exchange.getException()).isNull();
        assertThat(finished.receipt().outcome()).isEqualTo(Outcome.rejected);
        assertThat(finished.receipt().reason()).isEqualTo("unsupported-format");
        assertThat(finished.objects()).extracting(o -> o.tags().get("kind")).containsExactly("quarantine");
        assertThat(neighbour("announce").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void whatFailsGoesToTheDoorAndIsNotAnnounced() {
        neighbour("archive").whenAnyExchangeReceived(e -> {
            throw MemoryS3.refusal(503);
        });
        Exchange exchange = process(Samples.image("kafka", true, Samples.jpeg()));
        assertThat(exchange.getException()).hasMessageContaining("status 503");
        assertThat(neighbour("announce").getReceivedCounter()).isZero();
    }

    private Exchange process(IntakeImage image) {
        return template.send("direct:process", e -> e.getMessage().setBody(image));
    }
}
