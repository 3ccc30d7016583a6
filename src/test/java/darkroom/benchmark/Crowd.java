package darkroom.benchmark;

import com.sun.management.HotSpotDiagnosticMXBean;
import imaging.Engine;
import imaging.Engines;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Recipes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One picture by many threads at once through one {@link Pipeline}, with the app's own limits and budget; prints an {@link
 * Outcome}. Every thread has the bytes for itself, as uploads have. args: engine, file, threads, pictures a thread.
 */
final class Crowd {
    private static final long BUDGET = 512L << 20;
    private static final Duration BUDGET_WAIT = Duration.ofSeconds(10);

    private Crowd() {}

    /**
     * Sizes in bytes.
     *
     * @param peak the most that was resident of the whole process
     * @param heap the most that the heap may have
     * @param refused pictures of which nothing was made, for whatever reason
     */
    record Outcome(long peak, long heap, long budget, int refused) {
        static Outcome parse(String text) {
            String[] part = text.strip().split(" ", -1);
            return new Outcome(
                    Long.parseLong(part[0]),
                    Long.parseLong(part[1]),
                    Long.parseLong(part[2]),
                    Integer.parseInt(part[3]));
        }

        /** As {@link #parse} reads it. */
        @Override
        public String toString() {
            return peak + " " + heap + " " + budget + " " + refused;
        }
    }

    public static void main(String[] args) throws Exception {
        Limits limits = Limits.defaults();
        Engine engine = Engines.named(args[0], limits);
        Pipeline pipeline = new Pipeline(engine, limits, new MemoryBudget(BUDGET, BUDGET_WAIT));
        Recipe recipe =
                Recipes.load(Path.of("processors/recipes"), engine).find("web").orElseThrow();
        int refused = run(pipeline, recipe, Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        System.out.println(new Outcome(Resident.peak(ProcessHandle.current().pid()), heap(), BUDGET, refused));
    }

    private static int run(Pipeline pipeline, Recipe recipe, Path file, int threads, int each)
            throws IOException, InterruptedException {
        byte[] picture = Files.readAllBytes(file);
        AtomicInteger refused = new AtomicInteger();
        ExecutorService crowd = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            crowd.execute(() -> {
                byte[] own = picture.clone();
                for (int n = 0; n < each; n++) {
                    try {
                        pipeline.render(own, recipe);
                    } catch (Exception | OutOfMemoryError e) {
                        System.err.println(e);
                        refused.incrementAndGet();
                    }
                }
            });
        }
        crowd.shutdown();
        if (!crowd.awaitTermination(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the crowd did not come to its end");
        }
        return refused.get();
    }

    /** As -Xmx said it: what the runtime calls its maximum leaves a survivor space out. */
    private static long heap() {
        return Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxHeapSize")
                .getValue());
    }
}
