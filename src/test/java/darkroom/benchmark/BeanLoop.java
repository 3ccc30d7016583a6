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
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;

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
                new Attempts(1, Attempts.Times.NONE, null),
                new Quarantine(0, 1),
                Clock.systemUTC());
        run(processor, picture, Integer.parseInt(args[1]));
        int images = Integer.parseInt(args[2]);
        long pid = ProcessHandle.current().pid();
        CpuTime before = CpuTime.of(pid);
        run(processor, picture, images);
        System.out.println(CpuTime.of(pid).since(before, images));
    }

    /** As a route would: what the variants hold of the budget is given back at the end of the exchange. */
    private static void one(ImageProcessor processor, CamelContext context, IntakeImage image) {
        Exchange exchange = new DefaultExchange(context);
        processor.process(image, Seen.never, exchange);
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    private static void run(ImageProcessor processor, byte[] picture, int images) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CamelContext context = new DefaultCamelContext();
        for (int i = 0; i < images; i++) {
            threads.execute(() -> one(
                    processor,
                    context,
                    new IntakeImage(
                            UUID.randomUUID(),
                            true,
                            "bench",
                            "http",
                            "web",
                            Instant.now(),
                            picture.length,
                            picture,
                            null)));
        }
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the loop did not end");
        }
    }
}
