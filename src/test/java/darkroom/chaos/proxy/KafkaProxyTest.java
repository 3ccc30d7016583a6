package darkroom.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.chaos.proxy.KafkaProxy.Call;
import darkroom.devservices.Stack;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between Kafka's own clients and a real broker. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaProxyTest {
    private final String name = "proxied-" + UUID.randomUUID();
    private final TopicPartition partition = new TopicPartition(name, 0);
    private Admin admin;
    private KafkaProxy proxy;

    @BeforeEach
    void start() throws Exception {
        String brokers = Stack.shared().kafkaBrokers();
        proxy = new KafkaProxy(brokers);
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }

    @AfterEach
    void stop() {
        proxy.close();
        admin.close();
    }

    @Test
    void clientsFindTheBrokerThroughIt() throws Exception {
        try (Admin proxied = Admin.create(Map.of("bootstrap.servers", proxy.brokers()))) {
            assertThat(proxied.describeCluster().nodes().get())
                    .singleElement()
                    .satisfies(node -> assertThat("127.0.0.1:" + node.port()).isEqualTo(proxy.brokers()));
        }
        assertThat(proxy.answered()).isPositive().isLessThanOrEqualTo(proxy.asked());
        assertThat(proxy.unreached()).isZero();
    }

    @Test
    void aRecordWhoseAnswerIsLostIsThereOnceAndIsAcknowledgedInTheEnd() throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", proxy.brokers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            proxy.lose(Call.PRODUCE, 2);
            RecordMetadata stored =
                    producer.send(new ProducerRecord<>(name, "value")).get();
            assertThat(proxy.lost()).isEqualTo(2);
            assertThat(stored.partition()).isZero();
        }
        try (KafkaConsumer<String, String> consumer = consumer(Stack.shared().kafkaBrokers())) {
            assertThat(consumer.endOffsets(Set.of(partition))).containsEntry(partition, 1L);
        }
    }

    @Test
    void anOffsetWhoseAnswerIsLostIsCommitted() throws Exception {
        try (KafkaConsumer<String, String> consumer = consumer(proxy.brokers())) {
            consumer.assign(Set.of(partition));
            proxy.lose(Call.OFFSET_COMMIT, 1);
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(7)), Duration.ofSeconds(60));
            assertThat(proxy.lost()).isEqualTo(1);
        }
        assertThat(admin.listConsumerGroupOffsets(name)
                        .partitionsToOffsetAndMetadata()
                        .get())
                .containsEntry(partition, new OffsetAndMetadata(7));
    }

    @Test
    void clientsOutliveACut() throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", proxy.brokers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(name, "before")).get();
            proxy.cut();
            assertThat(producer.send(new ProducerRecord<>(name, "after")).get().offset())
                    .isEqualTo(1);
        }
    }

    @Test
    void withoutABrokerTheConnectionBreaks() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, here)) {
            nobody = free.getLocalPort();
        }
        try (KafkaProxy alone = new KafkaProxy("127.0.0.1:" + nobody);
                Socket client =
                        new Socket(here, Integer.parseInt(alone.brokers().split(":")[1]))) {
            assertThat(client.getInputStream().read()).as("the end").isNegative();
            assertThat(alone.unreached()).isEqualTo(1);
            assertThat(alone.asked()).isZero();
        }
    }

    private KafkaConsumer<String, String> consumer(String brokers) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "group.id", name, "enable.auto.commit", false),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
