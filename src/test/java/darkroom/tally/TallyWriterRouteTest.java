package darkroom.tally;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Erasures;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TallyWriterRouteTest extends TallyRouteTest {
    private final List<String> committed = new ArrayList<>();
    private final AtomicInteger schemaChecks = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicInteger registryAway = new AtomicInteger();
    private boolean back = true;
    private MockEndpoint insert;
    private MockEndpoint bury;

    /** Stands for {@link Migrations}, of which the route needs one method. */
    public final class Schema {
        public void ensure() {
            schemaChecks.incrementAndGet();
        }
    }

    @Override
    Tallies tallies() {
        Erasures erasures = new Erasures() {
            @Override
            public Optional<Instant> until(String customer) {
                return erasedUntil(customer);
            }

            @Override
            public boolean isBack(String customer) {
                return back;
            }
        };
        return new Tallies(Receipts.JSON, erasures, dropped::incrementAndGet, () -> {});
    }

    private Optional<Instant> erasedUntil(String customer) {
        if (registryAway.getAndDecrement() > 0) {
            throw new TimeoutException("the registry was not read yet");
        }
        return customer.equals("gone") ? Optional.of(Receipts.RECEIVED) : Optional.empty();
    }

    @Override
    String[] files() {
        return new String[] {"errors", "tally-writer"};
    }

    @Override
    String[] neighbours() {
        return new String[] {"insert-tallies", "dead-receipt"};
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        super.bindToRegistry(registry);
        registry.bind("migrations", new Schema());
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    @BeforeEach
    void takeKafkaAway() throws Exception {
        AdviceWith.adviceWith(context, "tally-writer", route -> route.replaceFromWith("direct:topic"));
        context.start();
        insert = getMockEndpoint("mock:insert-tallies");
        bury = getMockEndpoint("mock:dead-receipt");
    }

    @Test
    void onePollIsOneBatchAndItsNewestOffsetsAreCommittedAfterTheInsert() {
        insert.whenAnyExchangeReceived(exchange -> assertThat(committed).isEmpty());
        poll(receipt(), 0, 10, false);
        poll(receipt(), 0, 11, false);
        poll(receipt(), 3, 5, false);
        assertThat(insert.getReceivedCounter()).isZero();
        poll(receipt(), 0, 12, true);
        assertThat(insert.getReceivedCounter()).isEqualTo(1);
        assertThat(inserted(0)).isEqualTo(4);
        assertThat(insert.getExchanges().get(0).getMessage().getHeaders()).isEmpty();
        assertThat(committed).containsExactlyInAnyOrder("0/12", "3/5");
    }

    @Test
    void aBatchBeginsAnewWithEveryPoll() {
        poll(receipt(), 0, 1, true);
        poll(receipt(), 0, 2, true);
        assertThat(insert.getReceivedCounter()).isEqualTo(2);
        assertThat(committed).containsExactly("0/1", "0/2");
    }

    @Test
    void aPollThatEndsWithNoReceiptIsABatchAllTheSame() {
        poll(receipt(), 0, 1, false);
        poll("no receipt".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 2, true);
        assertThat(inserted(0)).isEqualTo(1);
        assertThat(bury.getReceivedCounter()).isEqualTo(1);
        assertThat(committed).containsExactly("0/2");
    }

    @Test
    void aPollWithoutAnyReceiptAsksClickHouseNothing() {
        poll(new byte[0], 0, 1, true);
        assertThat(insert.getReceivedCounter()).isZero();
        assertThat(schemaChecks).hasValue(0);
        assertThat(bury.getReceivedCounter()).isEqualTo(1);
        assertThat(committed).containsExactly("0/1");
    }

    @Test
    void aReceiptOfAnErasedCustomerHasNoRowsAndNoDeadLetterAndIsCommitted() {
        poll(receipt("gone", Receipts.RECEIVED), 0, 1, false);
        poll(receipt(), 0, 2, false);
        poll(receipt("gone", Receipts.RECEIVED.plusMillis(1)), 0, 3, false);
        poll(receipt("gone", Receipts.RECEIVED.minusSeconds(1)), 1, 7, true);

        assertThat(inserted(0)).as("ours, and what came after the erasure").isEqualTo(2);
        assertThat(bury.getReceivedCounter()).isZero();
        assertThat(dropped).hasValue(2);
        assertThat(committed).containsExactlyInAnyOrder("0/3", "1/7");
    }

    @Test
    void aReceiptThatAClockDatedAheadBringsNobodyBackWhoIsGone() {
        back = false;
        poll(receipt("gone", Receipts.RECEIVED.plus(Duration.ofDays(1))), 0, 1, true);

        assertThat(insert.getReceivedCounter()).isZero();
        assertThat(dropped).hasValue(1);
        assertThat(committed).containsExactly("0/1");
    }

    @Test
    void asLongAsNobodyTellsWhoWasErasedTheReceiptWaits() {
        registryAway.set(5);
        poll(receipt("gone", Receipts.RECEIVED), 0, 1, true);
        assertThat(insert.getReceivedCounter()).isZero();
        assertThat(dropped).hasValue(1);
        assertThat(committed).containsExactly("0/1");
    }

    @Test
    void theLagIsMeasuredFromTheAnnouncementOfEachReceiptToItsRow() {
        List<Double> waiting = new ArrayList<>();
        insert.whenAnyExchangeReceived(exchange -> {
            waiting.add(meters.get("darkroom.tally.waiting").gauge().value());
            assertThat(meters.get("darkroom.tally.lag").timer().count()).isZero();
            if (waiting.size() < 3) {
                throw new java.sql.SQLException("away", "08000");
            }
        });
        poll("no receipt".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 9, false);
        poll(receipt("gone", Receipts.RECEIVED), 0, 8, false);
        poll(receipt(), 0, 7, false);
        poll(receipt(), 0, 2, true);

        assertThat(waiting).containsExactly(7.0, 7.0, 7.0);
        Timer lag = meters.get("darkroom.tally.lag").timer();
        assertThat(lag.count()).isEqualTo(2);
        assertThat(lag.totalTime(TimeUnit.SECONDS)).isEqualTo(9);
        assertThat(lag.max(TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(meters.get("darkroom.tally.waiting").gauge().value()).isZero();
        assertThat(meters.get("darkroom.tally.as.of").gauge().value())
                .as("the end of the work, and not when it was announced")
                .isEqualTo(Receipts.RECEIVED.plusMillis(50).toEpochMilli() / 1000.0);
    }

    @Test
    void triesTheSameBatchAgainUntilItIsIn() {
        AtomicInteger attempts = new AtomicInteger();
        insert.whenAnyExchangeReceived(exchange -> {
            if (attempts.incrementAndGet() < 20) {
                exchange.getMessage().setBody("spoilt");
                throw new java.sql.SQLException("away", "08000");
            }
        });
        poll(receipt(), 0, 1, true);
        assertThat(attempts).hasValue(20);
        assertThat(inserted(19)).isEqualTo(1);
        assertThat(committed).containsExactly("0/1");
    }

    @Test
    void buriesEachDeadRecordOnceAlthoughTheSecondOneHadToWait() {
        AtomicInteger attempts = new AtomicInteger();
        bury.whenAnyExchangeReceived(exchange -> {
            if (attempts.incrementAndGet() == 2) {
                throw new TimeoutException("broker away");
            }
        });
        poll(new byte[0], 0, 1, false);
        poll(new byte[0], 0, 2, true);
        assertThat(attempts).hasValue(3);
        assertThat(committed).containsExactly("0/2");
    }

    @Test
    void waitsWithTheCommitWhileTheGroupIsRebalanced() {
        AtomicInteger attempts = new AtomicInteger();
        poll(receipt(), 7, 1, true, () -> {
            if (attempts.incrementAndGet() < 3) {
                throw new RebalanceInProgressException();
            }
        });
        assertThat(attempts).hasValue(3);
        assertThat(insert.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void waitsWithTheCommitWhileTheBrokerIsAway() {
        AtomicInteger attempts = new AtomicInteger();
        poll(receipt(), 0, 1, true, () -> {
            if (attempts.incrementAndGet() < 5) {
                throw new TimeoutException("broker away");
            }
        });
        assertThat(attempts).hasValue(5);
        assertThat(insert.getReceivedCounter()).isEqualTo(1);
    }

    /** How many tallies the attempt had. */
    private int inserted(int attempt) {
        return insert.getExchanges()
                .get(attempt)
                .getMessage()
                .getBody(List.class)
                .size();
    }

    private static byte[] receipt() {
        return receipt("demo", Receipts.RECEIVED);
    }

    private static byte[] receipt(String customer, Instant receivedAt) {
        return Receipts.bytes(Receipts.ok(UUID.randomUUID(), customer, receivedAt, 1));
    }

    private void poll(byte[] value, int partition, long offset, boolean last) {
        poll(value, partition, offset, last, () -> committed.add(partition + "/" + offset));
    }

    private void poll(byte[] value, int partition, long offset, boolean last, KafkaManualCommit commit) {
        template.sendBodyAndHeaders(
                "direct:topic",
                value,
                Map.of(
                        "kafka.TOPIC", "darkroom.receipts",
                        "kafka.PARTITION", partition,
                        "kafka.OFFSET", offset,
                        "kafka.TIMESTAMP", NOW.minusSeconds(offset).toEpochMilli(),
                        "kafka.LAST_POLL_RECORD", last,
                        "CamelKafkaManualCommit", commit));
    }
}
