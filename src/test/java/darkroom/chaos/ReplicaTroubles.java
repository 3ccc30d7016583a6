package darkroom.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.chaos.Load.Attempt;
import darkroom.chaos.proxy.Verdict;
import darkroom.devservices.JarCommand;
import imaging.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What happens to the app's processes, and to what they have made. */
final class ReplicaTroubles {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG_WORK = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String GROUP = "darkroom-images";

    private ReplicaTroubles() {}

    /**
     * A replica comes, goes in order, comes again and is killed, while each image takes seconds. Each time the group gives it
     * partitions, and takes them back.
     */
    static void rebalance(Scene scene) throws Exception {
        scene.s3().rule(EngineTroubles.slowWrites(LONG_WORK));
        Set<String> first = join(scene);
        scene.third().stop();
        gone(scene, first, "one that had left");
        Set<String> second = join(scene);
        scene.third().kill9();
        gone(scene, second, "one that was killed");
        scene.tookPlace(scene.s3().judged() > 0, "no image took seconds");
    }

    /** The third replica has partitions. @return the ids of its consumers */
    private static Set<String> join(Scene scene) throws Exception {
        Set<String> before = scene.backends().owners(GROUP);
        scene.third().start();
        scene.third().awaitReady();
        boolean joined =
                scene.await(SOON, () -> !before.containsAll(scene.backends().owners(GROUP)));
        scene.tookPlace(joined, "no partition came to the third replica");
        scene.hold(Duration.ofSeconds(3));
        Set<String> its = new HashSet<>(scene.backends().owners(GROUP));
        its.removeAll(before);
        return its;
    }

    private static void gone(Scene scene, Set<String> its, String whose) throws Exception {
        boolean gone =
                scene.await(SOON, () -> Collections.disjoint(scene.backends().owners(GROUP), its));
        scene.tookPlace(gone, "partitions stayed with " + whose);
        scene.hold(Duration.ofSeconds(2));
    }

    /**
     * A replica stands still for longer than its session and its visibilities, with uploads and records in hands, and goes on
     * where it was: its group has given up its consumers meanwhile, and has as many again afterwards; its uploads are answered.
     */
    static void zombie(Scene scene) throws Exception {
        Replica replica = scene.replicas().get(0);
        Set<String> before = scene.backends().owners(GROUP);
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Handed upload = scene.load().newUpload(scene.random(), sound(scene, i));
            work.add(() -> {
                scene.load().deliver(upload, 0);
                return null;
            });
        }
        long[] stood = new long[2];
        work.add(() -> {
            standStill(scene, replica, before, stood);
            return null;
        });
        scene.s3().rule(EngineTroubles.slowWrites(LONG_WORK)); // so that it has something in hands
        scene.together(work);
        boolean answered = scene.load().attempts().stream()
                .anyMatch(a -> a.replica() == 0
                        && a.begun() < stood[0]
                        && a.ended() > stood[1]
                        && a.status() != Attempt.NO_ANSWER);
        scene.tookPlace(answered, "it had no upload in hands that it answered when it went on");
        boolean back = scene.await(SOON, () -> scene.backends().owners(GROUP).size() == before.size());
        scene.tookPlace(back, "its consumers did not come back");
    }

    /** @param stood gets when it began and ended, by {@link System#nanoTime} */
    private static void standStill(Scene scene, Replica replica, Set<String> before, long[] stood) throws Exception {
        Duration longest = scene.pace().visibility().compareTo(scene.pace().session()) > 0
                ? scene.pace().visibility()
                : scene.pace().session();
        scene.hold(Duration.ofSeconds(2));
        stood[0] = System.nanoTime();
        replica.signal("STOP");
        scene.s3().heal();
        scene.hold(longest.plusSeconds(4));
        scene.tookPlace(!scene.backends().owners(GROUP).containsAll(before), "its session did not end");
        stood[1] = System.nanoTime();
        replica.signal("CONT");
    }

    /**
     * Over each door one picture comes whose replica stands still in the middle of its decode, for longer than its session
     * and its visibility. Meanwhile another replica does the image; then the zombie goes on until it finds its time over, and
     * may take nothing of that back. What else it had in work is done late, and has not failed.
     */
    static void zombieDecode(Scene scene) throws Exception {
        for (Source source : Source.values()) {
            Original original = scene.album()
                    .original(Sabotage.marked(
                            Pictures.jpeg(220, 110, scene.random().nextInt()), Sabotage.HELD));
            Callable<Void> send = () -> {
                handIn(scene, source, original);
                return null;
            };
            Callable<Void> freeze = () -> {
                freezeInDecode(scene, source, original);
                return null;
            };
            scene.together(List.of(send, freeze)); // an upload is answered when another replica has done it
        }
    }

    private static void handIn(Scene scene, Source source, Original original) throws Exception {
        Load load = scene.load();
        switch (source) {
            case HTTP -> load.deliver(load.newUpload(scene.random(), original), 0);
            case KAFKA -> load.send(scene.random(), List.of(original), 1);
            case SQS -> load.announce(load.drop(load.newKey(scene.random()), original, false));
        }
    }

    private static void freezeInDecode(Scene scene, Source source, Original original) throws Exception {
        Path files = scene.stack().dataFolder().resolve("run");
        boolean held =
                scene.await(SOON, () -> Sabotage.holder(files, original.bytes()).isPresent());
        scene.tookPlace(held, "no decoder held the picture of " + source.word());
        if (!held) {
            return;
        }
        String name = Sabotage.holder(files, original.bytes()).orElseThrow();
        Replica zombie = scene.replicas().stream()
                .filter(replica -> replica.name().equals(name))
                .findFirst()
                .orElseThrow();
        zombie.signal("STOP");
        scene.hold(scene.pace().session().plusSeconds(2)); // and for an upload until its client asks another replica
        boolean done = scene.await(Duration.ofMinutes(2), () -> scene.load().accepted().stream()
                .anyMatch(handed -> handed.original().equals(original) && announced(scene, handed)));
        scene.tookPlace(done, "no other replica did the image of " + source.word());
        zombie.signal("CONT");
        scene.hold(scene.pace().image().plusSeconds(2)); // what it stood still does not count, this does
        Sabotage.release(files, original.bytes());
        scene.hold(Duration.ofSeconds(3)); // it finds its time over, and tries to tell
    }

    /** SIGTERM while uploads are in work: each that was in work gets its receipt. */
    static void sigterm(Scene scene) throws Exception {
        scene.s3().rule(EngineTroubles.slowWrites(LONG_WORK));
        List<Handed> uploads = IntStream.range(0, 6)
                .mapToObj(i -> scene.load().newUpload(scene.random(), sound(scene, i)))
                .toList();
        List<Callable<Void>> work = new ArrayList<>();
        for (Handed upload : uploads) {
            work.add(() -> {
                scene.load().deliver(upload, 0);
                return null;
            });
        }
        long[] at = new long[1];
        work.add(() -> {
            Thread.sleep(LONG_WORK.toMillis());
            at[0] = System.nanoTime();
            scene.replicas().get(0).stop();
            return null;
        });
        scene.together(work);
        List<Attempt> inWork = scene.load().attempts().stream()
                .filter(a -> a.replica() == 0 && a.begun() < at[0] - 500_000_000 && a.ended() > at[0])
                .toList();
        scene.tookPlace(!inWork.isEmpty(), "no upload was in work");
        for (Attempt attempt : inWork) {
            scene.expect(
                    attempt.status() != Attempt.NO_ANSWER && attempt.status() < 500,
                    "the answer to what was in work",
                    attempt.image() + ": " + attempt.status());
        }
    }

    private static Original sound(Scene scene, int seed) {
        return scene.album().original(Pictures.jpeg(300 + seed, 200, seed));
    }

    /**
     * One replica's clock jumps a day ahead while it works, the other's is a day behind from its start on; what they archive is
     * kept for seven days all the same. Then both jump back.
     */
    static void clockSkew(Scene scene) throws Exception {
        Path files = scene.stack().dataFolder().resolve("run");
        Replica jumps = scene.replicas().get(0);
        Replica starts = scene.replicas().get(1);
        Sabotage.setAhead(files, starts.name(), DAY.negated());
        starts.stop();
        starts.start();
        starts.awaitReady();
        Sabotage.setAhead(files, jumps.name(), DAY);
        Instant begun = Instant.now();
        long from = System.nanoTime();
        scene.hold(scene.pace().outage());
        long to = System.nanoTime();
        List<Handed> meanwhile = scene.load().accepted().stream()
                .filter(handed -> handed.handedAt() > from && handed.handedAt() < to)
                .filter(handed -> !handed.swept())
                .toList();
        scene.await(SOON, () -> meanwhile.stream().allMatch(handed -> announced(scene, handed)));
        for (int days : new int[] {1, -1}) {
            Instant about = begun.plus(Duration.ofDays(days));
            boolean wrong = meanwhile.stream()
                    .flatMap(handed -> scene.announcements().of(handed.id().toString()).stream())
                    .anyMatch(receipt -> isAbout(finishedAt(receipt), about));
            scene.tookPlace(wrong, "no image was done at about " + about);
        }
        Sabotage.setRight(files, jumps.name());
        Sabotage.setRight(files, starts.name());
        Instant least = begun.plus(Duration.ofDays(7));
        for (Handed handed : meanwhile) {
            for (Backends.Version version : scene.backends().versions(Backends.ARCHIVE, handed.folder())) {
                Instant until = scene.backends().lockedUntil(version);
                scene.expect(!until.isBefore(least), "a lock of 7 days", version.key() + " is locked until " + until);
            }
        }
    }

    private static boolean isAbout(Instant time, Instant other) {
        return Duration.between(time, other).abs().compareTo(Duration.ofHours(1)) < 0;
    }

    private static Instant finishedAt(String receipt) {
        try {
            return Instant.parse(
                    new ObjectMapper().readTree(receipt).get("finishedAt").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean announced(Scene scene, Handed handed) {
        return scene.announcements().firstAt(handed.id().toString()).isPresent();
    }

    /** Over each door one picture comes that takes all of the heap, and ends the process with it, before it is decoded. */
    static void heapExhausted(Scene scene) throws Exception {
        Path files = scene.stack().dataFolder().resolve("run");
        AtomicBoolean sent = new AtomicBoolean();
        Callable<Void> send = () -> {
            throughEveryDoor(scene, Sabotage.HUNGRY);
            sent.set(true);
            return null;
        };
        Callable<Void> supervise = () -> {
            scene.await(Duration.ofMinutes(3), () -> {
                for (Replica replica : scene.replicas()) {
                    if (!replica.isAlive()) {
                        replica.start(); // as whoever runs the container does
                    }
                }
                return sent.get() && Sabotage.meals(files) == 3;
            });
            return null;
        };
        scene.together(List.of(send, supervise));
        scene.tookPlace(Sabotage.meals(files) == 3, "pictures that took the heap: " + Sabotage.meals(files));
    }

    /** Over each door one picture comes whose decoder hangs for longer than a session. */
    static void decodeHangs(Scene scene) throws Exception {
        Path files = scene.stack().dataFolder().resolve("run");
        List<Original> originals = throughEveryDoor(scene, Sabotage.HANGING);
        scene.hold(scene.pace().hang());
        for (Original original : originals) {
            boolean hung = scene.await(SOON, () -> Sabotage.hung(files, original.bytes()));
            scene.tookPlace(hung, "no decoder hung over the picture of " + original.sha256());
        }
    }

    /** @return the pictures: by Kafka, by the inbox, over HTTP */
    private static List<Original> throughEveryDoor(Scene scene, String mark) throws Exception {
        List<Original> originals = IntStream.range(0, 3)
                .mapToObj(i -> scene.album()
                        .original(Sabotage.marked(
                                Pictures.jpeg(200 + i, 100, scene.random().nextInt()), mark)))
                .toList();
        Load load = scene.load();
        load.send(scene.random(), List.of(originals.get(0)), 1);
        load.announce(load.drop(load.newKey(scene.random()), originals.get(1), false));
        load.deliver(load.newUpload(scene.random(), originals.get(2)), 0);
        return originals;
    }

    /** Somebody deletes archived variants, as one deletes anything; the command finds and undoes it. */
    static void deleteMarker(Scene scene) throws Exception {
        scene.await(SOON, () -> scene.load().accepted().stream().anyMatch(handed -> isDone(scene, handed)));
        List<Handed> done = scene.load().accepted().stream()
                .filter(handed -> isDone(scene, handed))
                .limit(5)
                .toList();
        scene.tookPlace(!done.isEmpty(), "nothing was archived yet");
        for (Handed handed : done) {
            Original.Variant variant = handed.original().variants().get(0);
            scene.backends().delete(handed.folder() + variant.name() + "." + variant.extension());
        }
        Map<String, String> variables = new HashMap<>(scene.stack().environment());
        Process check = JarCommand.builder(variables, List.of("retention", "--check", "--all", "--json"))
                .redirectErrorStream(true)
                .start();
        String told = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        check.waitFor();
        for (Handed handed : done) {
            scene.expect(told.contains(handed.id().toString()), "delete markers", handed + " was not named: " + told);
        }
    }

    private static boolean isDone(Scene scene, Handed handed) {
        return handed.original().reason() == null && announced(scene, handed);
    }

    /** While ClickHouse is away 999 good receipts and one that it will refuse come, for one batch. */
    static void poisonReceipt(Scene scene) throws Exception {
        ObjectMapper json = new ObjectMapper();
        String customer = "poison-" + UUID.randomUUID();
        Handed done = firstDone(scene);
        ObjectNode receipt = (ObjectNode) json.readTree(
                scene.announcements().of(done.id().toString()).iterator().next());
        receipt.put("customer", customer);
        scene.backends()
                .sql(
                        "ALTER TABLE darkroom.image_tallies ADD CONSTRAINT IF NOT EXISTS no_poison CHECK reason != 'poison'");
        scene.clickhouse().rule(request -> Verdict.cut());
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", scene.backends().brokers(), "acks", "all", "linger.ms", "50"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 1_000; i++) {
                UUID id = UUID.randomUUID();
                receipt.put("id", id.toString());
                receipt.put("outcome", i == 617 ? "failed" : "ok");
                receipt.put("reason", i == 617 ? "poison" : null);
                var unused = producer.send(
                        new ProducerRecord<>("darkroom.receipts", 0, id.toString(), json.writeValueAsBytes(receipt)));
            }
        }
        long dead = scene.backends().deadLetters();
        scene.expectDeadLetters(1);
        scene.clickhouse().heal();
        String rows = "SELECT uniqExact(image_id), countIf(reason = 'poison') FROM darkroom.bi_tallies"
                + " WHERE customer_id = '" + customer + "'";
        boolean counted = scene.await(SOON, () -> scene.backends().sql(rows).equals(List.of(List.of("999", "0"))));
        scene.expect(counted, "the 999 others", scene.backends().sql(rows).toString());
        boolean refused = scene.await(SOON, () -> scene.backends().deadLetters() == dead + 1);
        scene.tookPlace(refused, "no receipt was refused");
        scene.backends().sql("ALTER TABLE darkroom.image_tallies DROP CONSTRAINT no_poison");
    }

    private static Handed firstDone(Scene scene) throws Exception {
        scene.await(SOON, () -> scene.load().accepted().stream().anyMatch(handed -> isDone(scene, handed)));
        return scene.load().accepted().stream()
                .filter(handed -> isDone(scene, handed))
                .findFirst()
                .orElseThrow();
    }
}
