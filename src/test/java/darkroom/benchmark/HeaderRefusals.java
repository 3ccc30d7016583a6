package darkroom.benchmark;

import com.sun.management.ThreadMXBean;
import imaging.Corpus;
import imaging.HeaderProbe;
import imaging.Limits;
import imaging.Pictures;
import imaging.RejectedImageException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs to refuse a file by its header, for files that are drawn to be refused and for those of the corpus, where
 * that is there. Warm: each figure is the median of many calls in a row, after as many that nobody counts.
 */
final class HeaderRefusals {
    private static final int CALLS = 501;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final HeaderProbe probe = new HeaderProbe(Limits.defaults());
    private final List<Cost> costs = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();

    /** Of one file: time on the clock, and bytes allocated whatever becomes of them. */
    record Cost(String file, double millis, long bytes) {}

    private HeaderRefusals() {}

    static HeaderRefusals measured() throws IOException {
        HeaderRefusals refusals = new HeaderRefusals();
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            refusals.measure(file.getKey(), file.getValue());
        }
        return refusals;
    }

    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("JPEG of 65500 x 65500", Pictures.jpegClaiming(65_500, 65_500));
        files.put("JPEG of no width", Pictures.jpegClaiming(0, 100));
        files.put("JPEG with 101 scans", Pictures.jpegWithScans(640, 480, 101));
        files.put("PNG of 100000 x 100000", Pictures.pngClaiming(100_000, 100_000));
        files.put(
                "PNG with 17 MB of text", Pictures.withChunk(Pictures.png(64, 64, false), "iTXt", new byte[17 << 20]));
        files.put("GIF of 65500 x 65500", Pictures.gifClaiming(65_500, 65_500));
        files.put("GIF with 1001 frames", Pictures.animatedGif(64, 64, 1001));
        files.put("BMP of 50000 x 50000", Pictures.bmpClaiming(50_000, 50_000));
        files.put("letter", Pictures.text());
        if (Corpus.isThere()) {
            for (Corpus.Entry entry : Corpus.entries()) {
                if (entry.mustBeRefused()) {
                    files.put(entry.file(), entry.bytes());
                }
            }
        }
        return files;
    }

    private void measure(String name, byte[] file) {
        if (!refuses(file)) {
            passed.add(name);
            return;
        }
        for (int i = 0; i < CALLS; i++) {
            refuses(file);
        }
        double[] millis = new double[CALLS];
        long[] bytes = new long[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long begun = System.nanoTime();
            refuses(file);
            millis[i] = (System.nanoTime() - begun) / 1e6;
            bytes[i] = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        }
        Arrays.sort(millis);
        Arrays.sort(bytes);
        costs.add(new Cost(name, millis[CALLS / 2], bytes[CALLS / 2]));
    }

    private boolean refuses(byte[] file) {
        try {
            probe.probe(file);
            return false;
        } catch (RejectedImageException refused) {
            return true;
        }
    }

    int count() {
        return costs.size();
    }

    /** Files whose header says nothing wrong: a decoder refuses them. */
    List<String> passed() {
        return List.copyOf(passed);
    }

    Cost slowest() {
        return costs.stream().max(Comparator.comparingDouble(Cost::millis)).orElseThrow();
    }

    Cost largest() {
        return costs.stream().max(Comparator.comparingLong(Cost::bytes)).orElseThrow();
    }

    double medianMillis() {
        return costs.stream().mapToDouble(Cost::millis).sorted().toArray()[costs.size() / 2];
    }

    long medianBytes() {
        return costs.stream().mapToLong(Cost::bytes).sorted().toArray()[costs.size() / 2];
    }
}
