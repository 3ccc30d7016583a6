package darkroom.chaos;

import darkroom.chaos.Load.Dropped;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** What senders do, and what the network does to them. */
final class SenderTroubles {
    private static final int UPLOADS = 5;
    private static final int SAME = 5;
    private static final int RECORDS = 12;
    private static final int TIMES = 4;

    private SenderTroubles() {}

    /** Half of each body comes, then the connection ends; later the whole upload comes under the same key. */
    static void diesInTheMiddle(Scene scene) throws Exception {
        for (int i = 0; i < UPLOADS; i++) {
            Handed upload = upload(scene);
            int replica = i % scene.replicas().size();
            byte[] body = upload.original().bytes();
            hangUp(scene, upload, replica, body.length / 2);
            hangUp(scene, upload, replica, 0);
            scene.expect(
                    scene.backends().versions(Backends.ARCHIVE, upload.folder()).isEmpty(),
                    "half a body",
                    upload + " left something behind");
            scene.load().deliver(upload, replica);
        }
    }

    /** The client never sees an answer, comes again with the same key, five times, and once more in earnest. */
    static void losesAnswers(Scene scene) throws Exception {
        for (int i = 0; i < UPLOADS; i++) {
            Handed upload = upload(scene);
            for (int again = 0; again < SAME; again++) {
                hangUp(scene, upload, again % 2, upload.original().bytes().length);
            }
            scene.load().deliver(upload, i % 2);
        }
    }

    private static Handed upload(Scene scene) {
        return scene.load().newUpload(scene.random(), scene.album().any(scene.random()));
    }

    /** Sends so much of the body, and closes the connection without having read anything. */
    private static void hangUp(Scene scene, Handed upload, int replica, int bytes) throws IOException {
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
        }
    }

    /** Each upload goes to both replicas at once, each record to two partitions, each notice comes twice. */
    static void twoReplicasOnOneImage(Scene scene) throws Exception {
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < UPLOADS; i++) {
            Handed upload = upload(scene);
            for (int replica = 0; replica < 2; replica++) {
                int one = replica;
                work.add(() -> {
                    scene.load().deliver(upload, one);
                    return null;
                });
            }
        }
        scene.together(work);
        duplicates(scene);
    }

    /** Records and notices come four times each, in any order. */
    static void duplicates(Scene scene) throws Exception {
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
        scene.expect(scene.s3().judged() > 0, "the fault", "no write was slow");
    }

    /** Notices of objects come at the moment at which the sweep finds them: two intervals of five seconds after the PUT. */
    static void sweepRacesNotice(Scene scene) throws Exception {
        List<Dropped> dropped = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            dropped.add(scene.load()
                    .drop(scene.load().newKey(scene.random()), scene.album().any(scene.random()), true));
        }
        scene.hold(Duration.ofSeconds(9));
        for (Dropped one : dropped) {
            scene.load().announce(one);
            scene.hold(Duration.ofMillis(300));
        }
    }
}
