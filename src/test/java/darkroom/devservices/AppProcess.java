package darkroom.devservices;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The app as in production: from its jar, in a process of its own. */
public final class AppProcess implements AutoCloseable {
    private final Process process;
    private final int http;
    private final int management;
    private final Path log;

    private AppProcess(Process process, int http, int management, Path log) {
        this.process = process;
        this.http = http;
        this.management = management;
        this.log = log;
    }

    public static AppProcess start(Stack stack, Map<String, String> extra) throws IOException {
        int http = Ports.free();
        int management = Ports.free();
        Path log = Files.createTempFile(Path.of("target"), "app", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-jar",
                "target/darkroom.jar"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(stack.environment());
        builder.environment().put("DARKROOM_HTTP_PORT", String.valueOf(http));
        builder.environment().put("DARKROOM_MANAGEMENT_PORT", String.valueOf(management));
        builder.environment().put("DARKROOM_INBOX_SWEEP_SECONDS", "5");
        builder.environment().putAll(extra);
        return new AppProcess(builder.start(), http, management, log);
    }

    public AppProcess awaitReady() throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the app ended, see " + log);
            }
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return this;
                }
            } catch (IOException notYet) {
                // comes up
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("the app is not ready, see " + log);
    }

    public void kill9() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + http;
    }

    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
