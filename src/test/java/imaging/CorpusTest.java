package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@link Corpus} with each engine: what is made of it, in what time and with how much of the heap. */
class CorpusTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 128 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    static List<String> engines() {
        return List.of("imgscalr", "vips", "turbo");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyFileOfTheCorpusIsRenderedOrRefusedAsItsTierDemands(String name) throws IOException {
        List<Corpus.Entry> entries = Corpus.entries();
        Limits limits = Limits.defaults();
        Engine engine = Engines.named(name, limits);
        Pipeline pipeline = new Pipeline(engine, limits, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        Set<String> read = engine.reads().stream().map(Format::word).collect(Collectors.toSet());
        Recipe web = Recipes.load(Path.of("processors/recipes")).find("web").orElseThrow();
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> count = new TreeMap<>();
        for (Corpus.Entry entry : entries) {
            byte[] bytes = entry.bytes();
            long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
            long before = THREADS.getCurrentThreadCpuTime();
            String outcome = outcome(pipeline, bytes, web);
            Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before);
            count.merge(entry.tier() + ": " + outcome.replaceAll(" .*", ""), 1, Integer::sum);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
            if (isWrong(entry, outcome, read) || took.compareTo(LONGEST) > 0 || allocated > MOST_BYTES) {
                wrong.add(entry + " -> " + outcome + " in " + took.toMillis() + " ms with " + allocated + " bytes");
            }
        }
        System.out.println("corpus with " + engine.name() + ": " + count);
        assertThat(wrong).isEmpty();
        assertThat(count).isNotEmpty();
    }

    private static boolean isWrong(Corpus.Entry entry, String outcome, Set<String> read) {
        boolean rendered = outcome.equals("rendered");
        return outcome.startsWith("threw")
                || (entry.mustBeRefused() && rendered)
                || (entry.mustBeRead() && read.contains(entry.kind()) && !rendered);
    }

    private static String outcome(Pipeline pipeline, byte[] bytes, Recipe recipe) {
        try {
            pipeline.render(bytes, recipe);
            return "rendered";
        } catch (RejectedImageException e) {
            return e.code() + " " + e.getMessage();
        } catch (RuntimeException e) {
            return "threw " + e;
        }
    }
}
