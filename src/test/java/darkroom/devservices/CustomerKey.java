package darkroom.devservices;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** API keys of customers for development: made by the app's own command, kept in {@code NAME.key} of the data folder. */
final class CustomerKey {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private CustomerKey() {}

    /** The process that makes a key: {@code key CUSTOMER}. It prints the key alone on standard output. */
    static Process make(Settings settings, List<String> arguments, ProcessBuilder.Redirect output) throws IOException {
        return JarCommand.start(
                settings,
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                Stream.concat(Stream.of("key"), arguments.stream()).toList(),
                output);
    }

    /**
     * The customer's key, made when it is not there or not known to the app any more; the app knows it on return.
     *
     * @throws StartException when no key could be made
     */
    static String of(String customer, Settings settings, AppProcess app) throws InterruptedException {
        Path file = settings.data().root().resolve(customer + ".key");
        try {
            if (Files.exists(file)) {
                String kept = Files.readString(file).strip();
                if (isKnown(kept, app)) {
                    return kept;
                }
            }
            Process make = make(settings, List.of(customer), ProcessBuilder.Redirect.PIPE);
            String key =
                    new String(make.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
            if (make.waitFor() != 0 || key.isEmpty()) {
                throw new StartException(
                        "No key was made for the customer " + customer + " (exit " + make.exitValue() + ")");
            }
            keep(file, key);
            awaitKnown(customer, key, app);
            return key;
        } catch (IOException e) {
            throw new StartException("No key was made for the customer " + customer + ": " + e.getMessage(), e);
        }
    }

    private static void keep(Path file, String key) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key + "\n");
    }

    private static void awaitKnown(String customer, String key, AppProcess app)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isKnown(key, app)) {
            if (System.nanoTime() > deadline) {
                throw new StartException("The app does not know the new key of the customer " + customer + " after "
                        + LIMIT.toSeconds() + " s; its log: " + app.log());
            }
            Thread.sleep(100);
        }
    }

    /** A key that the app knows is told that there is no such image, any other that it is none. */
    private static boolean isKnown(String key, AppProcess app) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(app.baseUrl() + "/v1/images/00000000-0000-7000-8000-000000000000"))
                .header("Authorization", "Bearer " + key)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 401;
    }
}
