package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.chaos.proxy.KafkaProxy;
import darkroom.devservices.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real broker, through a proxy that can make its answers get lost. */
class CustomerRegistryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** As many as take a moment to read. */
    private static final int OTHERS = 50_000;

    private final String topic = "customers-" + UUID.randomUUID();
    private final KafkaProxy proxy = new KafkaProxy(Stack.shared().kafkaBrokers());
    private final ObjectMapper json = new ObjectMapper().findAndRegisterModules();
    private final CustomerRegistry registry = new CustomerRegistry(proxy.brokers(), topic, json);

    @BeforeEach
    void fill() throws Exception {
        Map<String, Object> broker = Map.of("bootstrap.servers", Stack.shared().kafkaBrokers());
        try (Admin admin = Admin.create(broker);
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(broker, new StringSerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            byte[] customer = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
            Future<RecordMetadata> unused1 = producer.send(new ProducerRecord<>(topic, "gone", customer));
            for (int i = 0; i < OTHERS; i++) {
                Future<RecordMetadata> unused2 =
                        producer.send(new ProducerRecord<>(topic, "other-" + i % 100, customer));
            }
            Future<RecordMetadata> unused3 = producer.send(new ProducerRecord<>(topic, "gone", null));
        }
        registry.start();
    }

    @AfterEach
    void close() {
        registry.close();
        proxy.close();
    }

    @Test
    void whoIsNoCustomerAnyMoreIsNoneWhileTheTopicIsReadAnew() {
        assertThat(registry.knows("gone")).isFalse();
        assertThat(registry.knows("other-1")).isTrue();

        proxy.lose(KafkaProxy.Call.LIST_OFFSETS, Integer.MAX_VALUE); // where the topic ends, nobody hears
        assertThatThrownBy(registry::names).isInstanceOf(KafkaException.class);
        AtomicBoolean isRead = new AtomicBoolean();
        AtomicInteger known = new AtomicInteger();
        Thread asks = new Thread(() -> {
            while (!isRead.get()) {
                known.addAndGet(registry.peek("gone").isPresent() ? 1 : 0);
            }
        });
        asks.start();
        proxy.heal();
        await().atMost(SOON).ignoreExceptions().until(() -> registry.names().size() == 100);
        isRead.set(true);

        await().atMost(SOON).until(() -> !asks.isAlive());
        assertThat(known).hasValue(0);
        assertThat(registry.peek("other-1")).isPresent();
    }
}
