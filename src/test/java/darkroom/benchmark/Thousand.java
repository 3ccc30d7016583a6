package darkroom.benchmark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A customer who sends many pictures at once, each again when it is told to. Prints a line when all are on their way, a line
 * when nine of ten are done (the last wait for nothing but their own Retry-After), and in the end how many were done a second
 * and how often one was told to come again. args: door, key, uploads.
 */
final class Thousand {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger left;
    private final int tail;
    private final HttpRequest request;

    private Thousand(HttpRequest request, int uploads) {
        this.request = request;
        this.left = new AtomicInteger(uploads);
        this.tail = uploads / 10;
    }

    public static void main(String[] args) throws Exception {
        int uploads = Integer.parseInt(args[2]);
        Thousand thousand = new Thousand(OneByOne.request(URI.create(args[0]), args[1], OneByOne.picture()), uploads);
        long start = System.nanoTime();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
            all.add(thousand.upload());
        }
        System.out.println("all on their way");
        all.forEach(CompletableFuture::join);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "%.1f %d%n", uploads / seconds, thousand.busy.get());
        System.exit(0); // idle HTTP connections keep threads
    }

    private CompletableFuture<Void> upload() {
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((answer, broken) -> answer == null ? Optional.of(1L) : again(answer))
                .thenCompose(seconds -> seconds.map(this::later).orElseGet(this::done));
    }

    /** A sender that is still sending may see the connection end before it has read its 503: that is no answer. */
    private static Optional<Long> again(HttpResponse<Void> answer) {
        return switch (answer.statusCode()) {
            case 201 -> Optional.empty();
            case 429, 503 ->
                Optional.of(answer.headers().firstValueAsLong("Retry-After").orElse(1));
            default -> throw new IllegalStateException("the other customer is answered " + answer.statusCode());
        };
    }

    private CompletableFuture<Void> later(long seconds) {
        busy.incrementAndGet();
        return CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
                .thenCompose(none -> upload());
    }

    private CompletableFuture<Void> done() {
        if (left.decrementAndGet() == tail) {
            System.out.println("nine of ten done");
        }
        return CompletableFuture.completedFuture(null);
    }
}
