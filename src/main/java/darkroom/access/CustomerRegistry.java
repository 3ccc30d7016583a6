package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.CustomerIds;
import io.github.bucket4j.Bucket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every customer, from the compacted topic: read whole at the start, then followed, by each replica for itself (no
 * consumer group). A customer who is asked for and not there is looked for once more at the end of the topic, so that one
 * who was made a moment ago is known everywhere. One thread reads; all methods are thread-safe.
 */
public final class CustomerRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CustomerRegistry.class);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final long CATCH_UP_SECONDS = 20;
    private static final long CLOSE_SECONDS = 5;
    private static final int LOOKS_A_SECOND = 10;
    private static final int LOOKS_AT_ONCE = 20;

    /** The owner of a key, and what is stored of it. */
    record Holder(String customer, Customer.Key key) {}

    /** What the topic says, up to some place in it. */
    private static final class Known {
        final Map<String, Customer> customers = new ConcurrentHashMap<>();
        final Map<String, Holder> holders = new ConcurrentHashMap<>();
        final Map<String, Instant> erased = new ConcurrentHashMap<>();
    }

    private final Map<String, Object> consumerConfig;
    private final String topic;
    private final ObjectMapper json;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    private final Bucket looks = Bucket.builder()
            .addLimit(limit -> limit.capacity(LOOKS_AT_ONCE).refillGreedy(LOOKS_A_SECOND, Duration.ofSeconds(1)))
            .build();
    private final ScheduledExecutorService reader =
            Executors.newSingleThreadScheduledExecutor(CustomerRegistry::thread);
    /** Whoever reads the topic anew does so beside it: half way, keys that have ended and customers who are erased are there. */
    private volatile Known known = new Known();

    private volatile Consumer<String, byte[]> consumer;

    /** Asks where the topic ends on a connection of its own: on the reader's it would stand behind a fetch that waits. */
    private volatile Consumer<String, byte[]> ends;

    private volatile boolean loaded;

    /** Of the last look for a key; null where it went well. */
    private volatile KafkaException lookFailed;

    private volatile boolean closed;

    public CustomerRegistry(String brokers, String topic, ObjectMapper json) {
        this.topic = topic;
        this.json = json;
        this.consumerConfig = Map.of(
                "bootstrap.servers",
                brokers,
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "default.api.timeout.ms",
                5000,
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
    }

    /** Begins to read, in the background: a broker that is away only delays the first answers. */
    public void start() {
        // it ends on a failure alone, which it has told by then, or when closed; and begins again a second later
        Future<?> unused = reader.scheduleWithFixedDelay(this::follow, 0, 1, TimeUnit.SECONDS);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "customers");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether the topic has been read to its end once. */
    public boolean isLoaded() {
        return loaded;
    }

    /** Whether this customer exists. Waits up to 20 s for the topic's newest record before it says no. */
    public boolean knows(String customer) {
        return find(customer).isPresent();
    }

    /** @throws KafkaException where the broker is away and the answer would be a guess */
    public Optional<Customer> find(String customer) {
        if (!CustomerIds.isId(customer)) {
            return Optional.empty();
        }
        if (!known.customers.containsKey(customer)) {
            catchUp();
        }
        return peek(customer);
    }

    /** What is known of a customer without a look at the topic; for work that must not wait. */
    public Optional<Customer> peek(String customer) {
        return Optional.ofNullable(known.customers.get(customer));
    }

    /**
     * Up to when everything of a customer is erased; empty where it never was.
     *
     * @throws KafkaException where the topic was not read yet, and the answer would be a guess
     */
    public Optional<Instant> erasedUntil(String customer) {
        if (!loaded) {
            catchUp();
        }
        return Optional.ofNullable(known.erased.get(customer));
    }

    /** All customers that there are, as of now. */
    public Set<String> names() {
        catchUp();
        return new TreeSet<>(known.customers.keySet());
    }

    /**
     * Every number of days that a customer's record asks for, as of now.
     *
     * @throws KafkaException where the broker is away
     */
    public Set<Integer> retentionDays() {
        catchUp();
        return known.customers.values().stream()
                .map(Customer::retentionDays)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * For a key that is not known the topic is looked at once more, ten times a second at most, so that wrong keys cost
     * others nothing. One more is answered from what is known.
     *
     * @throws KafkaException where the topic cannot be read, or could not the last time, and the answer would be a guess
     */
    Optional<Holder> holder(String prefix) {
        if (!loaded) {
            catchUp();
        }
        Holder holder = known.holders.get(prefix);
        if (holder == null) {
            lookAgain();
            holder = known.holders.get(prefix);
        }
        return Optional.ofNullable(holder);
    }

    private void lookAgain() {
        KafkaException before = lookFailed;
        if (looks.tryConsume(1)) {
            try {
                catchUp();
                lookFailed = null;
            } catch (KafkaException e) {
                lookFailed = e;
                throw e;
            }
        } else if (before != null) {
            throw new KafkaException(before.getMessage(), before);
        }
    }

    private void catchUp() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(done);
        Consumer<String, byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            done.get(CATCH_UP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new KafkaException("the topic " + topic + " cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while reading " + topic, e);
        }
    }

    private void follow() {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Consumer<String, byte[]> opened = new KafkaConsumer<>(consumerConfig);
                Consumer<String, byte[]> asking = new KafkaConsumer<>(consumerConfig)) {
            opened.assign(List.of(partition));
            opened.seekToBeginning(List.of(partition));
            consumer = opened;
            ends = asking;
            Known read = new Known();
            readTo(opened, partition, read);
            known = read;
            loaded = true;
            while (!closed) {
                catchUpWaiting(
                        opened, partition, read); // first: who asked before there was a consumer has woken nobody
                try {
                    opened.poll(POLL).forEach(entry -> apply(entry, read));
                } catch (WakeupException asked) {
                    LOG.trace("asked for the newest customers");
                }
            }
        } catch (RuntimeException e) {
            consumer = null;
            LOG.warn("The registry of customers cannot be read, trying again: {}", e.toString());
            fail(e);
        }
    }

    private void catchUpWaiting(Consumer<String, byte[]> opened, TopicPartition partition, Known into) {
        int count = waiting.size();
        if (count > 0) {
            readTo(opened, partition, into);
            for (int i = 0; i < count; i++) {
                CompletableFuture<Void> done = waiting.poll();
                if (done != null) {
                    done.complete(null);
                }
            }
        }
    }

    /** Reads to where the topic ends now. A wake-up in between only says that one more waits. */
    private void readTo(Consumer<String, byte[]> opened, TopicPartition partition, Known into) {
        Long end = null;
        boolean isThere = false;
        while (!closed && !isThere) {
            try {
                if (end == null) {
                    end = ends.endOffsets(List.of(partition)).get(partition);
                } else {
                    opened.poll(Duration.ofMillis(200)).forEach(entry -> apply(entry, into));
                }
                isThere = opened.position(partition) >= end; // also woken up, where it is not known yet
            } catch (WakeupException asked) {
                LOG.trace("asked while reading");
            }
        }
    }

    private void apply(ConsumerRecord<String, byte[]> entry, Known into) {
        String id = entry.key();
        Optional<String> mark = ErasedMark.customer(id);
        if (mark.isPresent()) {
            applyMark(mark.get(), entry, into);
            return;
        }
        if (!CustomerIds.isId(id)) {
            LOG.warn("Offset {} of {} has a key that is no customer; ignored", entry.offset(), topic);
            return;
        }
        try {
            Customer now = entry.value() == null ? null : json.readValue(entry.value(), Customer.class);
            Map<String, Holder> keys = new HashMap<>();
            if (now == null) {
                into.customers.remove(id);
            } else {
                now.keys().forEach(key -> keys.put(key.prefix(), new Holder(id, key)));
                into.customers.put(id, now);
            }
            into.holders.putAll(keys); // before the old ones go: a key that stays is valid all the time
            into.holders.entrySet().removeIf(e -> e.getValue().customer().equals(id) && !keys.containsKey(e.getKey()));
        } catch (IOException e) {
            LOG.warn("Offset {} of {} is no customer record; the older one of {} stays", entry.offset(), topic, id);
        }
    }

    private void applyMark(String customer, ConsumerRecord<String, byte[]> entry, Known into) {
        try {
            Instant until = entry.value() == null
                    ? null
                    : json.readValue(entry.value(), ErasedMark.class).until();
            if (until == null) {
                into.erased.remove(customer);
            } else {
                into.erased.put(customer, until);
            }
        } catch (IOException e) {
            LOG.warn(
                    "Offset {} of {} is no mark of an erasure; the older one of {} stays",
                    entry.offset(),
                    topic,
                    customer);
        }
    }

    private void fail(RuntimeException e) {
        for (CompletableFuture<Void> done = waiting.poll(); done != null; done = waiting.poll()) {
            done.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Consumer<String, byte[]> open : Arrays.asList(consumer, ends)) {
            if (open != null) {
                open.wakeup();
            }
        }
        reader.shutdown();
        try {
            if (!reader.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The reader of {} does not end", topic);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
