package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Valid and hostile files of many projects, where they lie beside the checkout; each says by its tier what must happen. */
class CorpusTest {
    private static final Path CORPUS = Path.of("../shared/corpus");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 128 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Valid files that are refused all the same, and why. */
    private static final Map<String, String> EXCUSED = Map.of(
            "jpeg_lossless", "lossless JPEG is medical: nobody's camera or browser writes or reads it",
            "pal2.bmp", "two bits a pixel are in no version of the BMP specification");

    static List<String> engines() {
        return List.of("imgscalr", "vips");
    }

    private static Engine engine(String name, Limits limits) {
        return name.equals("imgscalr")
                ? Engines.imgscalr(limits)
                : Engines.vips(limits)
                        .orElseThrow(() -> new TestAbortedException("NO LIBVIPS: the engine vips is NOT tested."));
    }

    private record Entry(String file, String tier, String kind) {
        boolean must(String what) {
            return tier.equals(what) || tier.startsWith(what + "+");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyFileOfTheCorpusIsRenderedOrRefusedAsItsTierDemands(String name) throws IOException {
        Assumptions.assumeTrue(
                Files.exists(CORPUS.resolve("manifest.tsv")),
                "NO CORPUS: " + CORPUS.toAbsolutePath() + " is not there; hostile files were NOT tested.");
        Limits limits = Limits.defaults();
        Engine engine = engine(name, limits);
        Pipeline pipeline = new Pipeline(engine, limits, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        Set<String> read = engine.reads().stream().map(Format::word).collect(Collectors.toSet());
        Recipe web = Recipes.load(Path.of("processors/recipes")).find("web").orElseThrow();
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> count = new TreeMap<>();
        for (Entry entry : entries()) {
            byte[] bytes = Files.readAllBytes(CORPUS.resolve(entry.file()));
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

    private static boolean isWrong(Entry entry, String outcome, Set<String> read) {
        boolean rendered = outcome.equals("rendered");
        if (outcome.startsWith("threw")) {
            return true;
        }
        if (entry.must("refuse") || entry.must("limit")) {
            return rendered;
        }
        if (entry.tier().startsWith("valid") && read.contains(entry.kind())) {
            return !rendered && EXCUSED.keySet().stream().noneMatch(entry.file()::contains);
        }
        return false;
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

    private static List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(CORPUS.resolve("manifest.tsv"))) {
            String[] columns = line.split("\t", -1);
            if (!columns[0].equals("file")) {
                entries.add(new Entry(columns[0], columns[1], columns[2]));
            }
        }
        return entries;
    }
}
