package darkroom.chaos;

import darkroom.chaos.Load.Dropped;
import darkroom.chaos.proxy.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** What senders do, and what the network does to them. */
final class SenderTroubles {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int UPLOADS = 5;
    private static final int SAME = 5;
    private static final int RECORDS = 12;
    private static final int TIMES = 4;
    private static final int POISONED = 50;

    private SenderTroubles() {}

    /** Half of each body comes, then the connection ends; later the whole upload comes under the same key. */
    static void diesInTheMiddle(Scene scene) throws Exception {
        for (int i = 0; i < UPLOADS; i++) {
            Handed upload = upload(scene);
            int replica = i % scene.replicas().size();
            byte[] body = upload.original().bytes();
            for (int bytes : new int[] {body.length / 2, 0}) {
                boolean waited = hangUp(scene, upload, replica, bytes);
                scene.tookPlace(waited, "the rest of " + upload + " was not waited for");
            }
            scene.expect(
                    scene.backends().versions(Backends.ARCHIVE, upload.folder()).isEmpty(),
                    "half a body",
                    upload + " left something behind");
            scene.load().deliver(upload, replica);
        }
    }

    /**
     * The client never sees an answer, comes again with the same key, five times, and once more in earnest, when the image
     * is long done.
     */
    static void losesAnswers(Scene scene) throws Exception {
        for (int i = 0; i < UPLOADS; i++) {
            Handed upload = upload(scene);
            for (int again = 0; again < SAME; again++) {
                hangUp(scene, upload, again % 2, upload.original().bytes().length);
            }
            boolean done = scene.await(SOON, () -> !scene.backends()
                    .versions(Backends.ARCHIVE, upload.folder() + "receipt.json")
                    .isEmpty());
            scene.tookPlace(done, upload + " was not done, so no answer got lost");
            scene.load().deliver(upload, i % 2);
        }
    }

    private static Handed upload(Scene scene) {
        return scene.load().newUpload(scene.random(), scene.album().any(scene.random()));
    }

    /**
     * Sends so much of the body, and closes the connection without having read an answer.
     *
     * @return whether there was none yet where some of the body was missing
     */
    private static boolean hangUp(Scene scene, Handed upload, int replica, int bytes) throws IOException {
        URI uri = URI.create(scene.replicas().get(replica).baseUrl());
        HttpRequest request = scene.load().request(upload, uri.toString()).build();
        StringBuilder head = new StringBuilder("POST " + request.uri().getPath() + "?"
                + request.uri().getQuery() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nContent-Length: "
                + upload.original().bytes().length + "\r\n");
        request.headers()
                .map()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.get(0)).append("\r\n"));
        head.append("\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
                OutputStream out = socket.getOutputStream()) {
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(upload.original().bytes(), 0, bytes);
            return bytes == upload.original().bytes().length || isSilent(socket);
        }
    }

    private static boolean isSilent(Socket socket) throws IOException {
        socket.setSoTimeout(300);
        try {
            int unused = socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        }
    }

    /**
     * Each upload goes to both replicas at once, and both write what they have made of one; each record goes to several
     * partitions, each notice comes several times.
     */
    static void twoReplicasOnOneImage(Scene scene) throws Exception {
        Writes writes = new Writes(scene.s3());
        writes.late(Duration.ofMillis(500)); // so that neither is done before the other has begun
        List<Callable<Void>> work = new ArrayList<>();
        List<Handed> uploads = new ArrayList<>();
        for (int i = 0; i < UPLOADS; i++) {
            Handed upload = upload(scene);
            uploads.add(upload);
            for (int replica = 0; replica < 2; replica++) {
                int one = replica;
                work.add(() -> {
                    scene.load().deliver(upload, one);
                    return null;
                });
            }
        }
        scene.together(work);
        scene.tookPlace(uploads.stream().anyMatch(writes::cameTwice), "no image was in work on both replicas");
        scene.s3().heal();
        duplicates(scene);
    }

    /** Records and notices come four times each, in any order; each record is announced as often. */
    static void duplicates(Scene scene) throws Exception {
        long from = System.nanoTime();
        List<Original> originals = new ArrayList<>();
        List<Dropped> notices = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            originals.add(scene.album().any(scene.random()));
            Dropped dropped = scene.load()
                    .drop(scene.load().newKey(scene.random()), scene.album().any(scene.random()), false);
            notices.addAll(Collections.nCopies(TIMES, dropped));
        }
        scene.load().send(scene.random(), originals, TIMES);
        Collections.shuffle(notices, scene.random());
        notices.forEach(scene.load()::announce);
        List<Handed> records = scene.load().accepted().stream()
                .filter(handed -> handed.source() == Source.KAFKA && handed.handedAt() > from)
                .filter(handed -> handed.where().endsWith(" " + TIMES + " times"))
                .toList();
        boolean handled = scene.await(SOON, () -> records.stream()
                .allMatch(handed -> scene.announcements().times(handed.id().toString()) >= TIMES));
        scene.tookPlace(
                records.size() == RECORDS && handled,
                "not each of " + records.size() + " records was read " + TIMES + " times");
    }

    /** One in fifty of the records can never become an image, in one way or another; the others do, and it is a dead letter. */
    static void poisonRecords(Scene scene) throws Exception {
        long dead = scene.backends().deadLetters();
        for (Load.Poison how : Load.Poison.values()) {
            int place = scene.random().nextInt(POISONED);
            for (int i = 0; i < POISONED; i++) {
                if (i == place) {
                    scene.load().poison(scene.random(), how);
                } else {
                    scene.load().send(scene.random(), List.of(scene.album().any(scene.random())), 1);
                }
            }
        }
        int poison = Load.Poison.values().length;
        scene.expectDeadLetters(poison);
        boolean buried = scene.await(SOON, () -> scene.backends().deadLetters() == dead + poison);
        scene.tookPlace(buried, scene.backends().deadLetters() - dead + " dead letters of " + poison);
    }

    /** While the first version of a key is worked on a second and a third come under the same key. */
    static void sameInboxKey(Scene scene) throws Exception {
        scene.s3().rule(EngineTroubles.slowWrites(Duration.ofMillis(700)));
        for (int i = 0; i < 3; i++) {
            String key = scene.load().newKey(scene.random());
            for (int version = 0; version < 3; version++) {
                scene.load().announce(scene.load().drop(key, scene.album().any(scene.random()), false));
                scene.hold(Duration.ofMillis(500));
            }
        }
        scene.tookPlace(scene.s3().judged() > 0, "no write was slow");
    }

    /**
     * Notices of objects come at the moment at which the sweep finds them: two intervals of five seconds after the PUT. Of
     * one of them at least both are sent before either is done.
     */
    static void sweepRacesNotice(Scene scene) throws Exception {
        Map<String, Long> swept = new ConcurrentHashMap<>();
        Map<String, Long> noticed = new HashMap<>();
        List<Dropped> dropped = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            dropped.add(scene.load()
                    .drop(scene.load().newKey(scene.random()), scene.album().any(scene.random()), true));
        }
        scene.sqs().rule(request -> {
            if (request.action().equals("SendMessage")) { // the senders' do not come this way
                dropped.stream()
                        .filter(one -> request.begins(one.version()))
                        .forEach(one -> swept.putIfAbsent(one.key(), System.nanoTime()));
            }
            return Verdict.PASS;
        });
        scene.hold(Duration.ofSeconds(9));
        for (Dropped one : dropped) {
            noticed.put(one.key(), System.nanoTime());
            scene.load().announce(one);
            scene.hold(Duration.ofMillis(300));
        }
        scene.tookPlace(!swept.isEmpty(), "the sweep announced none of them");
        List<Handed> both = scene.load().accepted().stream()
                .filter(handed -> swept.containsKey(handed.where()) && noticed.containsKey(handed.where()))
                .toList();
        boolean announced = scene.await(SOON, () -> both.stream()
                .allMatch(handed -> doneAt(scene, handed).isPresent()));
        scene.tookPlace(
                announced
                        && both.stream()
                                .anyMatch(handed -> Math.max(swept.get(handed.where()), noticed.get(handed.where()))
                                        < doneAt(scene, handed).orElseThrow()),
                "of none was there the sweep's notice and the sender's before it was done");
    }

    private static Optional<Long> doneAt(Scene scene, Handed handed) {
        return scene.announcements().firstAt(handed.id().toString());
    }
}
