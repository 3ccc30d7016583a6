package darkroom.benchmark;

import imaging.Engines;
import imaging.Limits;
import imaging.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What images may take of the machine: the memory of eight large JPEGs at once, through the engines that there are, each in
 * a process of its own as the app's; and time and memory of a refusal by the header. Each line says whether its bound is
 * met.
 */
public final class BoundsBenchmark {
    private static final int AT_ONCE = 8;
    private static final int EACH = 3;
    /** 48.8 megapixels, as telephones take them. */
    private static final int WIDTH = 8064;

    private static final int HEIGHT = 6048;

    /** Beside heap and decodes: code, threads, libraries, what the allocator holds back. */
    private static final long BESIDE_BYTES = 150_000_000;

    private static final double REFUSAL_MILLIS = 1;
    private static final long REFUSAL_BYTES = 1_000_000;

    private BoundsBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        refusals();
        crowds();
    }

    private static void refusals() throws IOException {
        HeaderRefusals refusals = HeaderRefusals.measured();
        System.out.printf("| %d files refused by their header | median | worst | target | |%n", refusals.count());
        System.out.println("|---|---|---|---|---|");
        HeaderRefusals.Cost slowest = refusals.slowest();
        System.out.printf(
                "| ms a file | %.4f | %.4f (%s) | <= %.0f | %s |%n",
                refusals.medianMillis(),
                slowest.millis(),
                slowest.file(),
                REFUSAL_MILLIS,
                met(slowest.millis() <= REFUSAL_MILLIS));
        HeaderRefusals.Cost largest = refusals.largest();
        System.out.printf(
                "| bytes allocated | %d | %d (%s) | <= %d | %s |%n",
                refusals.medianBytes(),
                largest.bytes(),
                largest.file(),
                REFUSAL_BYTES,
                met(largest.bytes() <= REFUSAL_BYTES));
        if (!refusals.passed().isEmpty()) {
            System.out.println("Not by their header: " + String.join(", ", refusals.passed()));
        }
    }

    private static void crowds() throws Exception {
        System.out.printf(
                "%n| %d JPEGs of 48 MP at once, %d times | peak RSS MiB | target: heap + budget + 150 MB | | refused | |%n",
                AT_ONCE, EACH);
        System.out.println("|---|---|---|---|---|---|");
        for (Map.Entry<String, Path> picture : pictures().entrySet()) {
            for (String engine : engines()) {
                Crowd.Outcome outcome = Crowd.Outcome.parse(AppJvm.run(
                        Crowd.class,
                        engine,
                        picture.getValue().toString(),
                        Integer.toString(AT_ONCE),
                        Integer.toString(EACH)));
                long bound = outcome.heap() + outcome.budget() + BESIDE_BYTES;
                System.out.printf(
                        "| %s, %s | %d | <= %d | %s | %d | %s |%n",
                        picture.getKey(),
                        engine,
                        outcome.peak() >> 20,
                        bound >> 20,
                        met(outcome.peak() <= bound),
                        outcome.refused(),
                        met(outcome.refused() == 0));
            }
            Files.delete(picture.getValue());
        }
    }

    /** Drawn: what is compared with a bound need not be a photograph. */
    private static Map<String, Path> pictures() throws IOException {
        Map<String, Path> pictures = new LinkedHashMap<>();
        pictures.put("baseline", file(Pictures.jpeg(WIDTH, HEIGHT)));
        pictures.put("progressive", file(Pictures.progressiveJpeg(WIDTH, HEIGHT)));
        return pictures;
    }

    private static Path file(byte[] picture) throws IOException {
        return Files.write(Files.createTempFile("picture", ".jpg"), picture);
    }

    private static List<String> engines() {
        List<String> engines = new ArrayList<>();
        Engines.turbo(Limits.defaults()).ifPresent(turbo -> engines.add("turbo"));
        Engines.vips(Limits.defaults()).ifPresent(vips -> engines.add("vips"));
        engines.add("imgscalr");
        return engines;
    }

    private static String met(boolean met) {
        return met ? "met" : "MISSED";
    }
}
