package darkroom.devservices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaBrokerTest {
    /** A copy, so that nobody's consumer meets what this test sends. */
    private static final String IMAGES = "broker-test.images";

    private final Stack stack = Stack.shared();

    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of(
                    "bootstrap.servers",
                    stack.kafkaBrokers(),
                    "acks",
                    "all",
                    "max.request.size",
                    30_000_000,
                    "max.block.ms",
                    5_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.kafkaBrokers(), "max.partition.fetch.bytes", 30_000_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());

    @AfterEach
    void closeTheClients() {
        producer.close();
        consumer.close();
    }

    @BeforeEach
    void copyTheTopicOfImages() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBrokers()))) {
            if (!admin.listTopics().names().get().contains(IMAGES)) {
                NewTopic original = KafkaTopics.TOPICS.get(0);
                assertThat(original.name()).isEqualTo("darkroom.images");
                admin.createTopics(Set.of(new NewTopic(IMAGES, 1, (short) 1).configs(original.configs())))
                        .all()
                        .get();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "darkroom.images, 12, retention.ms, 259200000",
        "darkroom.images, 12, message.timestamp.type, LogAppendTime",
        "darkroom.images, 12, max.message.bytes, 22020096",
        "darkroom.receipts, 12, retention.ms, 604800000",
        "darkroom.images.dead, 1, retention.ms, 2592000000",
        "darkroom.images.dead, 1, max.message.bytes, 22085632",
        "darkroom.receipts.dead, 1, max.message.bytes, 22085632",
        "darkroom.webhooks, 3, retention.ms, 604800000",
        "darkroom.customers, 1, cleanup.policy, compact",
    })
    void topicsAreAsTheContractSays(String topic, int partitions, String setting, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBrokers()))) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            Config config = admin.describeConfigs(Set.of(resource)).all().get().get(resource);

            assertThat(config.get(setting).value()).isEqualTo(value);
            assertThat(admin.describeTopics(Set.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic)
                            .partitions())
                    .hasSize(partitions);
        }
    }

    @Test
    void takesARecordOfTwentyMebibytesAndItsHeaders() throws Exception {
        RecordMetadata stored = send(IMAGES, new byte[20 << 20]);

        assertThat(read(stored).value()).hasSize(20 << 20);
    }

    @Test
    void refusesARecordThatDoesNotFit() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> send(IMAGES, new byte[KafkaTopics.RECORD_BYTES]))
                .withCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void datesARecordByItsOwnClock() throws Exception {
        Instant before = Instant.now().minusSeconds(1);

        ConsumerRecord<byte[], byte[]> record = read(send(IMAGES, bytes("dated")));

        assertThat(Instant.ofEpochMilli(record.timestamp())).isAfter(before);
    }

    @Test
    void makesNoTopicForAMisspeltName() {
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> send("darkroom.imgaes", new byte[1]));
    }

    @Test
    void aKillLosesNoAcknowledgedRecord() throws Exception {
        List<RecordMetadata> stored = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stored.add(send(IMAGES, bytes("record " + i)));
        }

        stack.kill("kafka");
        stack.restart("kafka");

        assertThat(read(stored.get(0), stored.size()))
                .extracting(record -> new String(record.value(), UTF_8))
                .startsWith("record 0", "record 1")
                .endsWith("record 49");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private RecordMetadata send(String topic, byte[] value) throws ExecutionException, InterruptedException {
        // a sender's clock that is years off, as they are
        return producer.send(new ProducerRecord<>(topic, null, 1L, null, value)).get();
    }

    private ConsumerRecord<byte[], byte[]> read(RecordMetadata where) {
        return read(where, 1).get(0);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(RecordMetadata from, int count) {
        TopicPartition partition = new TopicPartition(from.topic(), from.partition());
        consumer.assign(Set.of(partition));
        consumer.seek(partition, from.offset());
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            consumer.poll(Duration.ofMillis(500)).forEach(found::add);
            return found.size() >= count;
        });
        return found.subList(0, count);
    }
}
