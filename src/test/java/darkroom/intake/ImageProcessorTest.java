package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.FinishedImage;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.BusyException;
import imaging.CompanySteps;
import imaging.Engine;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipes;
import imaging.step.ImageFunction;
import imaging.step.ImageStep;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageProcessorTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @TempDir
    private Path folder;

    private final Engine engine = new ImgscalrEngine(Limits.defaults());
    private final MemoryBudget memory = new MemoryBudget(64 << 20, Duration.ofMillis(1));
    private final ImageProcessor processor = processor(engine, memory, Clock.systemUTC());

    private static ImageProcessor processor(Engine engine, MemoryBudget memory, Clock clock) {
        return new ImageProcessor(
                new Pipeline(engine, Limits.defaults(), memory),
                Recipes.load(Path.of("processors/recipes"), engine),
                customer -> 8,
                new Attempts(3, Attempts.Times.NONE, null),
                new Quarantine(1 << 20, 30),
                clock);
    }

    private Receipt receipt(String recipe, byte[] bytes) {
        return finish(processor, recipe, bytes).receipt();
    }

    private static FinishedImage finish(ImageProcessor processor, String recipe, byte[] bytes) {
        return processor.process(image(recipe, bytes), Seen.never, exchange());
    }

    private static IntakeImage image(String recipe, byte[] bytes) {
        return image("demo", "http", recipe, bytes);
    }

    private static IntakeImage image(String customer, String source, String recipe, byte[] bytes) {
        return new IntakeImage(
                UUID.randomUUID(), true, customer, source, recipe, Instant.now(), bytes.length, bytes, null);
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }

    private static void end(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    private boolean isFree(long bytes) {
        try {
            memory.reserve(bytes).release();
            return true;
        } catch (BusyException e) {
            return false;
        }
    }

    /** A PNG that no encoder makes shorter. */
    private static byte[] noise() {
        BufferedImage noise = new BufferedImage(900, 900, BufferedImage.TYPE_INT_RGB);
        noise.setRGB(0, 0, 900, 900, new Random(4).ints(900 * 900).toArray(), 0, 900);
        return Pictures.png(noise);
    }

    /** Mebibytes of its one variant. */
    private static long units(FinishedImage made) {
        long bytes = made.receipt().variants().get(0).bytes();
        assertThat(bytes).isGreaterThan(2 << 20);
        return (bytes + (1 << 20) - 1) >> 20;
    }

    @Test
    void noSecondIsMissingOfTheDaysThatAnImageIsKept() {
        Instant end = Instant.parse("2026-11-27T00:19:13.001Z");
        FinishedImage made = finish(processor(engine, memory, Clock.fixed(end, ZoneOffset.UTC)), "web", noise());
        assertThat(made.receipt().retainUntil()).isEqualTo("2026-12-05T00:19:14Z");
        assertThat(made.objects()).isNotEmpty().allSatisfy(object -> {
            assertThat(object.lockedUntil()).isEqualTo("2026-12-05T00:19:14Z");
            assertThat(object.expires()).isEqualTo("2026-12-05T00:19:14Z");
        });
    }

    @Test
    void theCpuTimeIsThatOfTheWorkAndAbsentWhereNobodyCanTell() throws Exception {
        long cpu = receipt("web", noise()).cpuMillis();
        assertThat(cpu).as("megapixels of noise take some").isPositive();

        Engine elsewhere = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) ->
                        method.getName().equals("worksOnItsCaller") ? false : method.invoke(engine, arguments));
        ImageProcessor unknown = processor(elsewhere, memory, Clock.systemUTC());
        Receipt receipt = finish(unknown, "web", noise()).receipt();
        assertThat(receipt.cpuMillis()).isNull();
        assertThat(JSON.valueToTree(receipt).has("cpuMillis")).isFalse();
        assertThat(JSON.readValue(JSON.writeValueAsBytes(receipt), Receipt.class))
                .isEqualTo(receipt);
    }

    @Test
    void whatIsMadeIsHeldInTheBudgetUntilItsExchangeIsOver() {
        byte[] noise = noise();
        List<Exchange> exchanges = List.of(exchange(), exchange(), exchange());
        long units = 0;
        for (Exchange exchange : exchanges) {
            units += units(processor.process(image("print", noise), Seen.never, exchange));
        }
        assertThat(isFree((64 - units) << 20)).isTrue();
        assertThat(isFree((65 - units) << 20)).isFalse();
        exchanges.get(1).setException(new IllegalStateException("S3 is away")); // over is over
        exchanges.forEach(ImageProcessorTest::end);
        assertThat(isFree(64 << 20)).isTrue();
    }

    /** One customer's, by all doors, wait for cores; another's is made meanwhile. */
    @Test
    void theNextPictureIsAnotherCustomersHoweverManyOneHasSent() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        byte[] held = Pictures.jpeg(61, 40);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(cores);
        Engine slow = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, args) -> {
                    if (method.getName().equals("decode") && args[0] == held) {
                        begun.countDown();
                        end.await();
                    }
                    return method.invoke(engine, args);
                });
        ImageProcessor processor =
                processor(slow, new MemoryBudget(64 << 20, Duration.ofMinutes(1)), Clock.systemUTC());
        ExecutorService doors = Executors.newCachedThreadPool();
        try {
            List<Future<FinishedImage>> noisy = new ArrayList<>();
            for (String source : Collections.nCopies(cores, List.of("http", "kafka", "sqs")).stream()
                    .flatMap(List::stream)
                    .toList()) {
                noisy.add(doors.submit(
                        () -> processor.process(image("noisy", source, "web", held), Seen.never, exchange())));
            }
            begun.await();
            FinishedImage quiet =
                    processor.process(image("quiet", "http", "web", Pictures.jpeg(60, 40)), Seen.never, exchange());
            assertThat(quiet.receipt().outcome()).isEqualTo(Outcome.ok);
            assertThat(noisy).noneMatch(Future::isDone);
            end.countDown();
            for (Future<FinishedImage> one : noisy) {
                assertThat(one.get().receipt().outcome()).isEqualTo(Outcome.ok);
            }
        } finally {
            end.countDown();
            doors.shutdownNow();
        }
    }

    @Test
    void workThatIsDoneOnceMoreHoldsItsMemoryOnce() {
        byte[] noise = noise();
        Exchange exchange = exchange();
        long units = 0;
        for (int i = 0; i < 3; i++) {
            units = units(processor.process(image("print", noise), Seen.never, exchange));
        }
        assertThat(isFree((64 - units) << 20)).isTrue();
        end(exchange);
        assertThat(isFree(64 << 20)).isTrue();
    }

    @Test
    void whatIsRefusedOrFailsHoldsNothing() throws IOException {
        Exchange exchange = exchange();
        processor.process(image("web", new byte[] {1, 2, 3}), Seen.never, exchange);
        assertThat(isFree(64 << 20)).isTrue();
        failure(
                picture -> {
                    throw new IllegalStateException("no");
                },
                Limits.defaults());
        assertThat(isFree(64 << 20)).isTrue();
    }

    @Test
    void theReceiptOfAFailedImageHoldsWhatItsHeaderSays() throws IOException {
        Receipt.Original original = failure(
                        picture -> {
                            throw new IllegalStateException("no");
                        },
                        Limits.defaults())
                .finished()
                .receipt()
                .original();
        assertThat(original.format()).isEqualTo("jpeg");
        assertThat(original.width()).isEqualTo(60);
        assertThat(original.height()).isEqualTo(40);
        assertThat(original.frames()).isEqualTo(1);
        assertThat(original.sha256()).hasSize(64);
    }

    @Test
    void aReceiptHasTheMeasuresThatItsRecipeAsksFor() throws Exception {
        Receipt preview = receipt("preview", Pictures.jpeg(300, 200));
        JsonNode measures = JSON.valueToTree(preview).get("measures");
        assertThat(measures.size()).isEqualTo(1);
        assertThat(measures.get("blurhash").textValue()).hasSize(28);
        Receipt archive = receipt("archive", Pictures.jpeg(300, 200));
        assertThat(archive.measures().colours()).isNotEmpty();
        assertThat(archive.measures().phash()).matches("[0-9a-f]{16}");
        assertThat(JSON.readValue(JSON.writeValueAsBytes(archive), Receipt.class))
                .isEqualTo(archive);
    }

    @Test
    void aReceiptSaysNothingOfMeasuresThatNobodyAskedFor() throws Exception {
        Receipt web = receipt("web", Pictures.jpeg(300, 200));
        assertThat(JSON.valueToTree(web).has("measures")).isFalse();
        assertThat(JSON.readValue(JSON.writeValueAsBytes(web), Receipt.class)).isEqualTo(web);
    }

    /** How often the step was begun, and what came of an image. */
    private record Failure(int attempts, FinishedImage finished) {}

    private Failure failure(ImageFunction code, Limits limits) throws IOException {
        Files.writeString(
                folder.resolve("own.yaml"),
                "version: 1\nsteps: [acme-bad]\nvariants: {one: {fit: 99x99, format: png}}\n");
        AtomicInteger attempts = new AtomicInteger();
        CompanySteps steps = CompanySteps.of(
                limits,
                () -> List.of(ImageStep.of("acme-bad", picture -> {
                    attempts.incrementAndGet();
                    return code.apply(picture);
                })));
        ImageProcessor own = new ImageProcessor(
                new Pipeline(engine, limits, memory),
                Recipes.load(folder, engine, steps),
                customer -> 8,
                new Attempts(3, Attempts.Times.NONE, null),
                new Quarantine(1 << 20, 30),
                Clock.systemUTC());
        FinishedImage finished = finish(own, "own", Pictures.jpeg(60, 40));
        return new Failure(attempts.get(), finished);
    }

    @Test
    void aStepOfACompanyThatThrowsIsTriedAgainAndThenNamed() throws IOException {
        Failure failure = failure(
                picture -> {
                    throw new IllegalStateException("secret");
                },
                Limits.defaults());
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(failure.finished().receipt().outcome()).isEqualTo(Outcome.failed);
        assertThat(failure.finished().receipt().reason()).isEqualTo("processing-failed");
        assertThat(failure.finished().detail()).isEqualTo("The step 'acme-bad' threw java.lang.IllegalStateException.");
        assertThat(failure.finished().objects())
                .as("the original in quarantine")
                .hasSize(1);
    }

    @Test
    void oneThatHangsIsNotTriedAgain() throws IOException {
        Limits d = Limits.defaults();
        Limits quick = new Limits(
                d.maxPixels(),
                d.maxSide(),
                d.maxFrames(),
                d.maxAnimationPixels(),
                d.maxScans(),
                d.maxMetadataBytes(),
                Duration.ofSeconds(3),
                d.maxVariantBytes());
        Failure failure = failure(
                picture -> {
                    new CountDownLatch(1).await();
                    return picture;
                },
                quick);
        assertThat(failure.attempts()).isEqualTo(1);
        assertThat(failure.finished().receipt().outcome()).isEqualTo(Outcome.failed);
        assertThat(failure.finished().detail()).contains("'acme-bad' was not done by the image's deadline");
    }

    @Test
    void aRefusedPictureIsNotMeasured() {
        Receipt refused = receipt("preview", new byte[] {1, 2, 3});
        assertThat(refused.outcome()).isEqualTo(Outcome.rejected);
        assertThat(refused.measures()).isNull();
    }
}
