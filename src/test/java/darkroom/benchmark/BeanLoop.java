package darkroom.benchmark;

import darkroom.intake.Attempts;
import darkroom.intake.ImageProcessor;
import darkroom.intake.Quarantine;
import darkroom.intake.Seen;
import darkroom.model.IntakeImage;
import imaging.Engine;
import imaging.Engines;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pipeline;
import imaging.Recipes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The bean {@code imageProcessor} called in a loop by two threads; prints {@link CpuTime} an image. args: file, warm-up, images. */
final class BeanLoop {
    private BeanLoop() {}

    public static void main(String[] args) throws Exception {
        byte[] picture = Files.readAllBytes(Path.of(args[0]));
        Limits limits = Limits.defaults();
        // the one that the app takes by itself
        Engine engine = Engines.fastest(limits);
        Pipeline pipeline = new Pipeline(engine, limits, new MemoryBudget(512L << 20, Duration.ofSeconds(10)));
        ImageProcessor processor = new ImageProcessor(
                pipeline,
                Recipes.load(Path.of("processors/recipes"), engine),
                customer -> 8,
                new Attempts(1, Duration.ZERO, null),
                new Quarantine(0, 1),
                Clock.systemUTC());
        run(processor, picture, Integer.parseInt(args[1]));
        int images = Integer.parseInt(args[2]);
        long pid = ProcessHandle.current().pid();
        CpuTime before = CpuTime.of(pid);
        run(processor, picture, images);
        System.out.println(CpuTime.of(pid).since(before, images));
    }

    private static void run(ImageProcessor processor, byte[] picture, int images) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        for (int i = 0; i < images; i++) {
            threads.execute(() -> processor.process(
                    new IntakeImage(
                            UUID.randomUUID(),
                            true,
                            "bench",
                            "http",
                            "web",
                            Instant.now(),
                            picture.length,
                            picture,
                            null),
                    Seen.never));
        }
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the loop did not end");
        }
    }
}
