package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.benchmark.Resident;
import imaging.Corpus;
import imaging.Engines;
import imaging.Format;
import imaging.Limits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@link Corpus} over HTTP, with each engine: no file of it is more to the platform than an answer. */
class CorpusIT {
    /** What {@code darkroom.limits.image-millis} allows is 20 s; none of these may come near it. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final long MOST_GROWTH_MEGABYTES = 100;

    /** The heap is resident from the start, so that what grows is memory outside of it. */
    private static final String HEAP = "-Xms1g -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1";

    private static Platform platform;

    @ParameterizedTest
    @ValueSource(strings = {"vips", "imgscalr"})
    void everyFileIsArchivedOrRefusedAndNothingElseHappens(String engine) throws Exception {
        List<Corpus.Entry> entries = Corpus.entries();
        Set<Format> reads = Engines.named(engine, Limits.defaults()).reads();
        String customer = "corpus-" + engine;
        platform = Platform.engines();
        platform.app().stop();
        platform.startApp(Map.of("DARKROOM_ENGINE", engine, "JAVA_TOOL_OPTIONS", HEAP));
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> count = new TreeMap<>();

        for (Corpus.Entry entry : entries.stream().filter(Corpus.Entry::isValid).toList()) {
            post(customer, entry, reads, wrong, count);
        }
        long before = megabytes();
        for (Corpus.Entry entry : entries.stream().filter(e -> !e.isValid()).toList()) {
            post(customer, entry, reads, wrong, count);
        }

        System.out.println("corpus over HTTP, engine " + engine + ": " + count + ", RSS MB outside the heap " + before
                + " -> " + megabytes());
        assertThat(wrong).isEmpty();
        assertThat(megabytes() - before).isLessThan(MOST_GROWTH_MEGABYTES);
        assertThat(platform.app().isReady()).isTrue();
    }

    private static void post(
            String customer, Corpus.Entry entry, Set<Format> reads, List<String> wrong, Map<String, Integer> count)
            throws Exception {
        long begun = System.nanoTime();
        HttpResponse<byte[]> answer = platform.post(customer, "", entry.bytes());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        int status = answer.statusCode();
        count.merge(entry.tier() + ": " + status, 1, Integer::sum);
        boolean made = status == 201;
        JsonNode told = platform.json(answer);
        boolean right = made
                ? !entry.mustBeRefused()
                : status >= 400
                        && status < 500
                        && told.hasNonNull("code")
                        && !(entry.mustBeRead()
                                && reads.stream()
                                        .anyMatch(format -> format.word().equals(entry.kind())));
        if (!right || took.compareTo(LONGEST) > 0) {
            wrong.add(entry + " -> " + status + " " + told + " in " + took.toMillis() + " ms");
        }
    }

    private static long megabytes() throws IOException {
        return Resident.now(platform.app().pid()) >> 20;
    }
}
