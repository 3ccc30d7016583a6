package darkroom.tally;

import darkroom.model.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What other applications do with the topics of receipts: write, read the dead letters, look at the offsets. */
final class ReceiptsTopic implements AutoCloseable {
    static final String NAME = "darkroom.receipts";
    private static final String DEAD = NAME + ".dead";
    private static final String GROUP = "darkroom-tallies";

    private final Map<String, Object> brokers =
            Map.of("bootstrap.servers", TallyStack.stack().kafkaBrokers());
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(brokers, new ByteArraySerializer(), new ByteArraySerializer());
    private final Admin admin = Admin.create(brokers);

    /** As announce does, and waits until the broker has them. */
    void announce(Collection<Receipt> receipts) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Receipt receipt : receipts) {
            sent.add(send(utf8(receipt.id().toString()), Receipts.bytes(receipt), receipt.customer()));
        }
        sent.forEach(ReceiptsTopic::await);
    }

    /** Any record at all. @return topic/partition/offset */
    String put(byte[] key, byte[] value, String customer) {
        RecordMetadata place = await(send(key, value, customer));
        return place.topic() + '/' + place.partition() + '/' + place.offset();
    }

    private Future<RecordMetadata> send(byte[] key, byte[] value, String customer) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(NAME, key, value);
        record.headers().add("ce_id", utf8("id-of-" + customer)).add("ce_customer", utf8(customer));
        record.headers().add("kafka.OVERRIDE_TOPIC", utf8("elsewhere"));
        return producer.send(record);
    }

    /** All dead letters of a customer so far. */
    List<ConsumerRecord<byte[], byte[]>> dead(String customer) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(brokers, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(DEAD).stream()
                    .map(info -> new TopicPartition(DEAD, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
            return found.stream()
                    .filter(record -> customer.equals(header(record, "ce_customer")))
                    .toList();
        }
    }

    /** Records that are not committed yet, in all partitions. */
    long lag() {
        List<TopicPartition> partitions = IntStream.range(0, 12)
                .mapToObj(no -> new TopicPartition(NAME, no))
                .toList();
        try {
            var committed = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            var ends = admin.listOffsets(partitions.stream()
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get();
            return partitions.stream()
                    .mapToLong(partition -> ends.get(partition).offset()
                            - (committed.get(partition) == null
                                    ? 0
                                    : committed.get(partition).offset()))
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ids of the members of the writers' group; one that leaves and comes back has another. */
    Set<String> members() throws InterruptedException, ExecutionException {
        return group().stream().map(MemberDescription::consumerId).collect(Collectors.toSet());
    }

    /** Members that have a partition. */
    long owners() throws InterruptedException, ExecutionException {
        return group().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    private Collection<MemberDescription> group() throws InterruptedException, ExecutionException {
        return admin.describeConsumerGroups(List.of(GROUP))
                .all()
                .get()
                .get(GROUP)
                .members();
    }

    static String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RecordMetadata await(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
