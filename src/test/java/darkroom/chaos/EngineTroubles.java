package darkroom.chaos;

import darkroom.chaos.proxy.HttpProxy;
import darkroom.chaos.proxy.KafkaProxy.Call;
import darkroom.chaos.proxy.Request;
import darkroom.chaos.proxy.Verdict;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What S3, SQS, Kafka and ClickHouse do, or seem to. */
final class EngineTroubles {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** A replica does what it does first. */
    private static final Duration STARTED = Duration.ofMinutes(2);

    private static final String ARCHIVE = "/" + Backends.ARCHIVE + "/";

    private EngineTroubles() {}

    /** One in three of those that it is about. */
    private static HttpProxy.Rule third(Predicate<Request> which, Verdict verdict) {
        AtomicInteger number = new AtomicInteger();
        return request -> which.test(request) && number.incrementAndGet() % 3 == 1 ? verdict : Verdict.PASS;
    }

    /** Writes of the archive take so much longer: images stay in work. */
    static HttpProxy.Rule slowWrites(Duration by) {
        return request -> request.puts(ARCHIVE) ? Verdict.late(by) : Verdict.PASS;
    }

    private static void under(Scene scene, HttpProxy proxy, HttpProxy.Rule rule, Duration time) throws Exception {
        proxy.rule(rule);
        proxy.cut();
        scene.hold(time);
        scene.tookPlace(proxy.judged() > 0, "no request met it");
    }

    // S3

    static void s3Away(Scene scene) throws Exception {
        under(scene, scene.s3(), request -> Verdict.cut(), scene.pace().outage());
    }

    static void s3Slow(Scene scene) throws Exception {
        Verdict late = Verdict.late(Duration.ofSeconds(1));
        under(scene, scene.s3(), request -> late, scene.pace().outage());
    }

    static void s3SlowDown(Scene scene) throws Exception {
        Random luck = new Random(scene.random().nextLong());
        Verdict slowDown = Verdict.answer(503, "SlowDown");
        under(
                scene,
                scene.s3(),
                request -> {
                    synchronized (luck) {
                        return luck.nextInt(10) < 3 ? slowDown : Verdict.PASS;
                    }
                },
                scene.pace().outage());
    }

    static void putAnswerLost(Scene scene) throws Exception {
        HttpProxy.Rule rule = third(request -> request.puts(ARCHIVE), Verdict.loseAnswer());
        under(scene, scene.s3(), rule, scene.pace().outage());
        scene.tookPlace(scene.s3().lost() > 0, "nothing was stored whose answer got lost");
    }

    static void s3Conflict(Scene scene) throws Exception {
        Verdict conflict = Verdict.answer(409, "ConditionalRequestConflict");
        under(
                scene,
                scene.s3(),
                third(request -> request.puts(ARCHIVE), conflict),
                scene.pace().outage());
    }

    static void s3Refuses(Scene scene) throws Exception {
        Verdict denied = Verdict.answer(403, "AccessDenied");
        under(scene, scene.s3(), request -> denied, scene.pace().refusal());
    }

    /**
     * Nothing fits on the disk of S3 any more; nobody can drop anything into the inbox either. Then there is room again, and
     * the server is started anew, as its operator has to: SeaweedFS' index goes on refusing writes that it refused once.
     */
    static void diskFull(Scene scene) throws Exception {
        FullDisk disk = scene.disk().orElseThrow();
        scene.load().rest(Source.SQS, true);
        scene.hold(Duration.ofSeconds(1)); // for a drop that is on its way
        int before = scene.load().tries(503);
        disk.fill();
        scene.hold(scene.pace().outage());
        scene.tookPlace(scene.load().tries(503) > before, "no upload was told to come again");
        disk.free();
        scene.stack().restart("s3");
    }

    // SQS

    /** Nothing extends visibilities, and each image takes longer than one: others get the message, and write it, too. */
    static void visibilityEnds(Scene scene) throws Exception {
        Writes writes = new Writes(scene.s3());
        scene.sqs()
                .rule(request -> request.action().startsWith("ChangeMessageVisibility") ? Verdict.cut() : Verdict.PASS);
        Duration longer = scene.pace().visibility().dividedBy(2);
        writes.late(longer);
        scene.hold(scene.pace().visibility().multipliedBy(2));
        scene.tookPlace(scene.sqs().judged() > 0, "no visibility was to be extended");
        boolean again = scene.await(SOON, () -> scene.load().accepted().stream()
                .anyMatch(handed -> handed.source() == Source.SQS && writes.cameTwice(handed)));
        scene.tookPlace(again, "no image of the inbox was in work twice");
    }

    /** Of the deletes one in three reaches the queue and nobody is told, and another never reaches it. */
    static void deleteLost(Scene scene) throws Exception {
        AtomicInteger number = new AtomicInteger();
        HttpProxy.Rule rule = request -> {
            if (!request.action().startsWith("DeleteMessage")) {
                return Verdict.PASS;
            }
            return switch (number.getAndIncrement() % 3) {
                case 0 -> Verdict.loseAnswer();
                case 1 -> Verdict.cut();
                default -> Verdict.PASS;
            };
        };
        scene.sqs().rule(rule);
        scene.hold(scene.pace().outage());
        int lost = scene.sqs().lost();
        scene.tookPlace(lost > 0, "no message was deleted whose answer got lost");
        scene.tookPlace(scene.sqs().judged() > lost, "no delete got lost");
    }

    static void sqsAway(Scene scene) throws Exception {
        under(scene, scene.sqs(), request -> Verdict.cut(), scene.pace().outage());
    }

    // Kafka

    /** The broker is killed, uploads go on, it comes back. */
    static void brokerAway(Scene scene) throws Exception {
        int unreached = scene.kafka().unreached();
        scene.stack().kill("kafka");
        int before = scene.load().tries(201);
        boolean going = scene.await(SOON, () -> scene.load().tries(201) > before);
        scene.hold(scene.pace().outage());
        scene.expect(going, "uploads without Kafka", "none was accepted");
        scene.tookPlace(scene.kafka().unreached() > unreached, "nobody looked for the broker");
        scene.stack().restart("kafka");
    }

    /** Both replicas start while there is no broker, and each looks for it in vain. */
    static void brokerDownAtStart(Scene scene) throws Exception {
        scene.stack().kill("kafka");
        scene.replicas().forEach(Replica::kill9);
        for (Replica replica : scene.replicas()) {
            replica.start();
        }
        for (Replica replica : scene.replicas()) {
            boolean looked = scene.await(STARTED, () -> replica.said("The registry of customers cannot be read"));
            scene.tookPlace(looked, replica.name() + " did not look for the broker in vain");
        }
        scene.hold(scene.pace().outage());
        scene.stack().restart("kafka");
    }

    /** The broker stands still in the middle of polls for longer than a session, and goes on. */
    static void brokerFrozen(Scene scene) throws Exception {
        String pid = Long.toString(scene.stack().pid("kafka"));
        signal("STOP", pid);
        try {
            scene.hold(Duration.ofSeconds(1)); // for answers that are on their way
            int asked = scene.kafka().asked();
            int answered = scene.kafka().answered();
            scene.hold(scene.pace().session().plusSeconds(1));
            scene.tookPlace(scene.kafka().asked() > asked, "nobody asked the broker for anything");
            int meanwhile = scene.kafka().answered() - answered;
            scene.tookPlace(meanwhile == 0, "the broker gave " + meanwhile + " answers");
        } finally {
            signal("CONT", pid);
        }
    }

    private static void signal(String name, String pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    }

    /** The broker stores offsets, and the connection breaks before the consumer is told. */
    static void commitAnswerLost(Scene scene) throws Exception {
        lose(scene, Call.OFFSET_COMMIT);
    }

    /** The broker stores announcements, and the connection breaks before the producer is told. */
    static void announcementAnswerLost(Scene scene) throws Exception {
        lose(scene, Call.PRODUCE);
    }

    private static void lose(Scene scene, Call call) throws Exception {
        int several = 5;
        scene.kafka().lose(call, several);
        boolean all = scene.await(SOON, () -> scene.kafka().lost() == several);
        scene.tookPlace(all, scene.kafka().lost() + " of " + several + " answers were lost");
    }

    // ClickHouse

    /** It is killed, and not there for long. */
    static void clickHouseAway(Scene scene) throws Exception {
        int unreached = scene.clickhouse().unreached();
        scene.stack().kill("clickhouse");
        scene.hold(scene.pace().clickhouse());
        scene.tookPlace(scene.clickhouse().unreached() > unreached, "nobody looked for ClickHouse");
        scene.stack().restart("clickhouse");
    }

    static void insertAnswerLost(Scene scene) throws Exception {
        AtomicInteger number = new AtomicInteger();
        scene.clickhouse()
                .rule(request ->
                        isInsert(request) && number.incrementAndGet() % 2 == 1 ? Verdict.loseAnswer() : Verdict.PASS);
        boolean several = scene.await(SOON, () -> scene.clickhouse().lost() >= 3);
        scene.tookPlace(several, scene.clickhouse().lost() + " of 3 answers were lost");
    }

    /** SIGKILL as soon as it has read an INSERT, three times. */
    static void killedInsideInsert(Scene scene) throws Exception {
        for (int i = 0; i < 3; i++) {
            AtomicInteger number = new AtomicInteger();
            Verdict kill = Verdict.then(() -> scene.stack().kill("clickhouse"));
            scene.clickhouse()
                    .rule(request -> isInsert(request) && number.incrementAndGet() == 1 ? kill : Verdict.PASS);
            boolean killed = scene.await(SOON, () -> !scene.stack().isAlive("clickhouse"));
            scene.tookPlace(killed, "no INSERT came");
            scene.clickhouse().heal();
            scene.stack().restart("clickhouse");
        }
    }

    private static boolean isInsert(Request request) {
        return request.method().equals("POST") && request.begins("INSERT INTO");
    }
}
