package darkroom.devservices;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SeaweedFS as an S3 server: all of its parts in one process, {@code weed mini}. What the app may do is in {@code
 * src/test/engines/s3.json}: it can extend an object's lock and never bypass one.
 */
final class S3Engine implements Engine {
    /** Its parts besides S3, each with a port for HTTP or gRPC, none of which anybody else needs to know. */
    private static final List<String> PARTS = List.of(
            "master.port",
            "master.port.grpc",
            "volume.port",
            "volume.port.grpc",
            "filer.port",
            "filer.port.grpc",
            "s3.port.grpc",
            "admin.port",
            "admin.port.grpc");

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Path weed;

    /** @param weed the program */
    S3Engine(Path weed) {
        this.weed = weed;
    }

    @Override
    public Listener listener() {
        return Listener.S3;
    }

    @Override
    public Daemon launch(DataFolder data, int port) {
        Path folder = data.engine(name());
        List<String> command = new ArrayList<>(List.of(
                weed.toString(),
                "-logtostderr=true",
                "mini",
                "-dir=" + folder,
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                "-master.telemetry=false",
                "-s3.config=" + Binaries.engines().resolve("s3.json"),
                "-s3.autoCreateBucket=false",
                "-s3.allowDeleteBucketNotEmpty=false",
                "-s3.port=" + port,
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
                "-webdav=false",
                "-admin.ui=false"));
        parts(data).forEach((part, number) -> command.add("-" + part + "=" + number));
        return Daemon.start(name(), data, folder, command, Map.of());
    }

    /** Ports by name; SeaweedFS finds its own data by the master's. */
    private Map<String, Integer> parts(DataFolder data) {
        Path file = data.engine(name()).resolve("ports.properties");
        Map<String, Integer> ports = new LinkedHashMap<>();
        PARTS.forEach(part -> ports.put(part, Ports.remembered(file, part)));
        return ports;
    }

    /** Ready is when the buckets are made: its port opens before its parts have found each other. */
    @Override
    public void awaitReady(Daemon daemon, DataFolder data, int port) throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (Buckets buckets = new Buckets(URI.create(listener().address(port)))) {
            while (!buckets.make()) {
                if (daemon.awaitEnd(PAUSE) || System.nanoTime() > deadline) {
                    throw daemon.failure(START_LIMIT);
                }
            }
        }
    }

    /** SeaweedFS leaves its sockets in the system's temporary folder, whatever TMPDIR says; they are named by port. */
    @Override
    public void cleanUp(DataFolder data, int port) {
        Set<String> ports = new HashSet<>(Set.of(Integer.toString(port)));
        parts(data).values().forEach(part -> ports.add(Integer.toString(part)));
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(Path.of("/tmp"), "seaweedfs-*.sock")) {
            for (Path socket : sockets) {
                if (ports.contains(socket.getFileName().toString().replaceAll("^.*-|\\.sock$", ""))) {
                    Files.deleteIfExists(socket);
                }
            }
        } catch (IOException e) {
            // litter, no harm
        }
    }
}
