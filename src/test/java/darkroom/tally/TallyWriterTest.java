package darkroom.tally;

import static darkroom.tally.ReceiptsTopic.header;
import static darkroom.tally.ReceiptsTopic.utf8;
import static darkroom.tally.TallyStack.count;
import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the topic to the table, on a real broker and a real ClickHouse. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TallyWriterTest {
    private static ReceiptsTopic topic;
    private String customer;
    private TallyWriter writer;

    @BeforeAll
    static void beginWithoutASchema() {
        TallyStack.dropSchema();
        topic = new ReceiptsTopic();
    }

    @AfterAll
    static void closeTheTopic() {
        topic.close();
    }

    @AfterEach
    void stopTheWriter() {
        writer.close();
    }

    @BeforeEach
    void everyTestHasACustomerOfItsOwn() {
        customer = "c" + UUID.randomUUID();
    }

    @Test
    void makesTheSchemaAndWritesEveryReceipt() throws Exception {
        topic.announce(receipts(300));
        writer = TallyWriter.start();
        awaitImages(300);
        awaitCommits();
        assertThat(sql("SELECT sum(images), count(), uniqExact(image_id) FROM darkroom.bi_tallies WHERE customer_id = '"
                        + customer + "'"))
                .isEqualTo("300\t600\t300");
        assertThat(topic.dead(customer)).isEmpty();
    }

    @Test
    void receiptsThatComeTwiceAreCountedOnce() throws Exception {
        List<Receipt> receipts = receipts(50);
        writer = TallyWriter.start();
        topic.announce(receipts);
        awaitImages(50);
        topic.announce(receipts);
        topic.announce(receipts);
        awaitCommits();
        assertThat(images()).isEqualTo(50);
    }

    @Test
    void whatIsNoReceiptGoesToTheDeadLettersAsItCame() throws Exception {
        byte[] key = {0, (byte) 0xFF, 7};
        byte[] value = {'{', (byte) 0xC3, (byte) 0x28, 0, '"'};
        List<String> places = new ArrayList<>();
        writer = TallyWriter.start();
        topic.announce(receipts(49));
        places.add(topic.put(key, value, customer));
        places.add(topic.put(null, utf8("{\"id\":\"not all of it\"}"), customer));
        places.add(topic.put(key, null, customer));
        topic.announce(receipts(49));
        awaitImages(98);
        awaitCommits();
        List<ConsumerRecord<byte[], byte[]>> dead = topic.dead(customer);
        assertThat(dead).hasSize(3).allSatisfy(record -> {
            assertThat(header(record, "darkroom_reason")).isEqualTo("malformed-receipt");
            assertThat(header(record, "ce_id")).isEqualTo("id-of-" + customer);
            assertThat(record.headers().lastHeader("kafka.OVERRIDE_TOPIC")).isNull();
        });
        assertThat(dead)
                .extracting(record -> header(record, "darkroom_from"))
                .containsExactlyInAnyOrderElementsOf(places);
        assertThat(dead)
                .filteredOn(record -> header(record, "darkroom_from").equals(places.get(0)))
                .allSatisfy(record -> {
                    assertThat(record.key()).isEqualTo(key);
                    assertThat(record.value()).isEqualTo(value);
                });
        assertThat(dead)
                .filteredOn(record -> header(record, "darkroom_from").equals(places.get(1)))
                .allSatisfy(record -> assertThat(record.key()).isNull());
        assertThat(dead)
                .filteredOn(record -> header(record, "darkroom_from").equals(places.get(2)))
                .allSatisfy(record -> assertThat(record.value()).isNull());
    }

    @Test
    void aReceiptThatClickHouseRefusesIsFoundAmongAHundred() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(1));
        awaitImages(1);
        sql("ALTER TABLE darkroom.image_tallies ADD CONSTRAINT no_poison CHECK reason != 'poison'");
        try {
            Receipt poison =
                    Receipts.receipt(UUID.randomUUID(), customer, Outcome.failed, "poison", now(), now(), List.of());
            List<Receipt> mixed = new ArrayList<>(receipts(100));
            mixed.add(37, poison);
            topic.announce(mixed);
            awaitImages(101);
            awaitCommits();
            assertThat(topic.dead(customer)).singleElement().satisfies(record -> {
                assertThat(record.value()).isEqualTo(Receipts.bytes(poison));
                assertThat(header(record, "darkroom_reason")).isEqualTo("insert-refused");
            });
        } finally {
            sql("ALTER TABLE darkroom.image_tallies DROP CONSTRAINT no_poison");
        }
    }

    @Test
    void nothingIsLostOrBuriedWhileClickHouseIsAway() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(20));
        awaitImages(20);
        TallyStack.stack().kill("clickhouse");
        try {
            topic.announce(receipts(100));
            topic.put(null, utf8("no receipt"), customer);
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> topic.lag() > 0);
        } finally {
            TallyStack.stack().restart("clickhouse");
        }
        topic.announce(receipts(10));
        awaitImages(130);
        awaitCommits();
        assertThat(topic.dead(customer)).singleElement().satisfies(record -> assertThat(
                        header(record, "darkroom_reason"))
                .isEqualTo("malformed-receipt"));
    }

    @Test
    void waitsForClickHouseLongerThanAPollMayTakeAndStaysInItsGroup() throws Exception {
        writer = TallyWriter.start(Map.of("darkroom.receipts.work-millis", "5000"));
        topic.announce(receipts(20));
        awaitImages(20);
        Set<String> members = topic.members();
        TallyStack.stack().kill("clickhouse");
        try {
            topic.announce(receipts(30));
            await().during(Duration.ofSeconds(13))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> topic.lag() == 30);
            assertThat(topic.members()).hasSize(1).isEqualTo(members);
        } finally {
            TallyStack.stack().restart("clickhouse");
        }
        awaitImages(50);
        awaitCommits();
        assertThat(topic.members()).isEqualTo(members);
    }

    @Test
    void aReplicaThatComesWhileAnotherWaitsGetsItsShareAtOnceAndNothingIsDoubled() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(20));
        awaitImages(20);
        TallyStack.stack().kill("clickhouse");
        TallyWriter second = null;
        try {
            topic.announce(receipts(40));
            await().atMost(Duration.ofSeconds(10)).until(() -> topic.lag() == 40);
            second = TallyWriter.start();
            await("both have partitions, though neither can do anything")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> topic.owners() == 2);
        } finally {
            TallyStack.stack().restart("clickhouse");
        }
        try {
            awaitImages(60);
            awaitCommits();
            assertThat(images()).isEqualTo(60);
        } finally {
            second.close();
        }
    }

    @Test
    void aWriterThatIsStoppedWhileItWaitsCommitsNothingAndTheNextOneGoesOn() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(20));
        awaitImages(20);
        awaitCommits();
        TallyStack.stack().kill("clickhouse");
        try {
            topic.announce(receipts(30));
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).until(() -> topic.lag() == 30);
            Instant asked = Instant.now();
            writer.close();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(topic.lag()).isEqualTo(30);
        } finally {
            TallyStack.stack().restart("clickhouse");
        }
        writer = TallyWriter.start();
        awaitImages(50);
        awaitCommits();
        assertThat(topic.dead(customer)).isEmpty();
    }

    @Test
    void goesOnByItselfWhenTheBrokerIsBack() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(20));
        awaitImages(20);
        TallyStack.stack().kill("kafka");
        TallyStack.stack().restart("kafka");
        topic.announce(receipts(20));
        awaitImages(40);
        awaitCommits();
    }

    @Test
    void replicasThatComeAndGoLoseAndDoubleNothing() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(200));
        TallyWriter second = TallyWriter.start();
        try {
            for (int round = 0; round < 10; round++) {
                topic.announce(receipts(20));
            }
        } finally {
            second.close();
        }
        topic.announce(receipts(100));
        awaitImages(500);
        awaitCommits();
        assertThat(images()).isEqualTo(500);
    }

    @Test
    void aBrokenSchemaIsWaitedForToo() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(1));
        awaitImages(1);
        sql("DETACH TABLE darkroom.image_tallies SYNC"); // which nobody can make again as long as its files are there
        try {
            topic.announce(receipts(10));
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).until(() -> topic.lag() == 10);
        } finally {
            sql("ATTACH TABLE darkroom.image_tallies");
        }
        awaitImages(11);
        assertThat(topic.dead(customer)).isEmpty();
    }

    /** Found so: its file was recorded as applied, so that no replica made it, and every insert failed. */
    @Test
    void aTableThatSomebodyDroppedIsMadeAgainForWhatComes() throws Exception {
        writer = TallyWriter.start();
        topic.announce(receipts(1));
        awaitImages(1);
        sql("DROP TABLE darkroom.image_tallies SYNC");
        topic.announce(receipts(10));
        await().ignoreExceptions().atMost(Duration.ofSeconds(30)).until(() -> images() == 10);
        assertThat(topic.dead(customer)).isEmpty();
    }

    private List<Receipt> receipts(int count) {
        return Stream.generate(() -> Receipts.ok(UUID.randomUUID(), customer, now(), 2))
                .limit(count)
                .toList();
    }

    private static Instant now() {
        return Instant.now();
    }

    private long images() {
        return count("SELECT sum(images) FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "'");
    }

    private void awaitImages(int expected) {
        await().atMost(Duration.ofSeconds(40)).ignoreExceptions().untilAsserted(() -> assertThat(images())
                .isEqualTo(expected));
    }

    private static void awaitCommits() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(topic.lag()).isZero());
    }
}
