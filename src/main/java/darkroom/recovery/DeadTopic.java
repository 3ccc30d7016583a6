package darkroom.recovery;

import darkroom.model.Erasures;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The dead letters of a topic. What was sent back is remembered by the group {@code TOPIC.replay}, whose only member sends:
 * a second one is refused.
 */
public final class DeadTopic implements DeadLetterBox {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration JOIN = Duration.ofSeconds(30);
    private static final int SESSION_MILLIS = 10_000;
    private static final int SECONDS = 15;
    private static final String REASON = "darkroom_reason";
    private static final String FROM = "darkroom_from";

    private final String brokers;
    private final String topic;
    private final String target;
    private final int recordBytes;
    private final Function<ConsumerRecord<byte[], byte[]>, String> flaw;
    private final Erasures erasures;

    /**
     * @param topic where they lie
     * @param target where they came from
     * @param recordBytes the most that a record may have
     * @param flaw why a record of the topic can never be handled, or null
     */
    public DeadTopic(
            String brokers,
            String topic,
            String target,
            int recordBytes,
            Function<ConsumerRecord<byte[], byte[]>, String> flaw,
            Erasures erasures) {
        this.brokers = brokers;
        this.topic = topic;
        this.target = target;
        this.recordBytes = recordBytes;
        this.flaw = flaw;
        this.erasures = erasures;
    }

    /** The group that remembers. */
    String group() {
        return topic + ".replay";
    }

    @Override
    public long count() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer);
            Map<TopicPartition, Long> beginning = consumer.beginningOffsets(partitions);
            return consumer.endOffsets(partitions).entrySet().stream()
                    .mapToLong(end -> end.getValue() - beginning.get(end.getKey()))
                    .sum();
        }
    }

    @Override
    public void list(Consumer<DeadLetter> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, SentOffsets> sent = sent(consumer);
            consumer.assign(sent.keySet());
            read(consumer, sent, letter -> {
                each.accept(letter.letter());
                return false;
            });
        }
    }

    @Override
    public void send(Predicate<DeadLetter> wanted, Consumer<DeadLetter> told) {
        refuseCompany();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            Map<TopicPartition, SentOffsets> sent = sent(consumer);
            join(consumer, sent.keySet());
            read(consumer, sent, read -> {
                if (!wanted.test(read.letter()) || !read.letter().isDue()) {
                    return false;
                }
                deliver(producer, read.record());
                told.accept(read.letter());
                return true;
            });
        }
    }

    private record Read(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {}

    /** All that is there now; what a reader says it has sent is committed before the next poll. */
    private void read(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, SentOffsets> sent, Predicate<Read> reader) {
        consumer.seekToBeginning(sent.keySet());
        Map<TopicPartition, Long> end = consumer.endOffsets(sent.keySet());
        while (end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                SentOffsets known = sent.get(partition);
                if (reader.test(new Read(record, letter(record, known.contains(record.offset()))))) {
                    known.add(record.offset());
                    news.put(partition, known.committed());
                }
            }
            if (!news.isEmpty()) {
                consumer.commitSync(news);
            }
        }
    }

    private DeadLetter letter(ConsumerRecord<byte[], byte[]> record, boolean isSent) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), header.value() == null ? new byte[0] : header.value());
        }
        String customer = DeadLetter.text(headers.get("ce_customer"));
        Instant at = Instant.ofEpochMilli(record.timestamp());
        String why = headers.containsKey(REASON) ? flaw.apply(record) : "no " + REASON + ": Darkroom did not write it";
        return new DeadLetter(
                record.topic() + '/' + record.partition() + '/' + record.offset(),
                DeadLetter.plain(DeadLetter.text(headers.get(REASON))),
                DeadLetter.plain(customer),
                at,
                headers,
                record.value(),
                isSent,
                erasures.cover(customer, at) ? DeadLetter.ERASED : why);
    }

    /** As it came: the reason and the place were added here. */
    private void deliver(KafkaProducer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> dead) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(target, dead.key(), dead.value());
        for (Header header : dead.headers()) {
            if (!header.key().equals(REASON) && !header.key().equals(FROM)) {
                record.headers().add(header);
            }
        }
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException("not sent: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped", e);
        }
    }

    private Map<TopicPartition, SentOffsets> sent(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        Map<TopicPartition, Long> beginning = consumer.beginningOffsets(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
        Map<TopicPartition, SentOffsets> sent = new HashMap<>();
        partitions.forEach(p -> sent.put(p, SentOffsets.of(committed.get(p), beginning.get(p))));
        return sent;
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
    }

    private void refuseCompany() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            boolean alone = admin.describeConsumerGroups(List.of(group()))
                    .describedGroups()
                    .get(group())
                    .get(SECONDS, TimeUnit.SECONDS)
                    .members()
                    .isEmpty();
            if (!alone) {
                throw busy();
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new KafkaException("the group " + group() + " cannot be looked at", e.getCause());
            }
        } catch (TimeoutException e) {
            throw new KafkaException("the group " + group() + " cannot be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped", e);
        }
    }

    /** Only who has all partitions sends; whoever else comes later takes them away, which ends this one. */
    private void join(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> all) {
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                if (!partitions.containsAll(all)) {
                    throw busy();
                }
                consumer.pause(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // the first rebalance takes nothing away, and the end of the command everything
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                throw busy();
            }
        });
        long giveUp = System.nanoTime() + JOIN.toNanos();
        while (consumer.assignment().isEmpty()) {
            consumer.poll(POLL);
            if (System.nanoTime() > giveUp) {
                throw new KafkaException("the group " + group() + " does not let this one in");
            }
        }
        consumer.resume(consumer.assignment());
    }

    private BusyException busy() {
        return new BusyException(
                "another replay sends from " + topic + " just now: wait until it has ended (one that was"
                        + " killed is forgotten after " + SESSION_MILLIS / 1000 + " s)");
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "group.id",
                        group(),
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "session.timeout.ms",
                        SESSION_MILLIS,
                        "max.poll.records",
                        10,
                        "max.partition.fetch.bytes",
                        recordBytes,
                        "default.api.timeout.ms",
                        SECONDS * 1000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "max.request.size",
                        recordBytes,
                        "max.block.ms",
                        SECONDS * 1000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
