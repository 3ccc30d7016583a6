package darkroom.benchmark;

import imaging.Pictures;
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
import java.util.concurrent.Future;

/** A customer who sends one picture after the other, and counts how long each takes. One thread. */
final class OneByOne {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    OneByOne(URI door, String key, byte[] picture) {
        this.request = request(door, key, picture);
    }

    /** The usual photograph of 640x480, or a drawing where that is not to be had. */
    static byte[] picture() throws IOException {
        Path shared = Path.of("../shared/photos/small640.jpg");
        return Files.exists(shared) ? Files.readAllBytes(shared) : Pictures.jpeg(640, 480);
    }

    static HttpRequest request(URI door, String key, byte[] picture) {
        return HttpRequest.newBuilder(door)
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                .build();
    }

    /**
     * @param end what ends it before there are as many; null = nothing
     * @return milliseconds of each
     */
    List<Double> post(int pictures, Future<?> end) throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < pictures && (end == null || !end.isDone()); i++) {
            long start = System.nanoTime();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            millis.add((System.nanoTime() - start) / 1e6);
            if (status != 201) {
                throw new IllegalStateException("who sends one by one is answered " + status);
            }
        }
        return millis;
    }

    static double percentile(List<Double> millis, int percent) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
