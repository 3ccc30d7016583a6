package darkroom.intake;

import darkroom.model.FinishedImage;
import darkroom.model.Hashes;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredObject;
import imaging.BusyException;
import imaging.DeadlineException;
import imaging.Format;
import imaging.Header;
import imaging.Keep;
import imaging.Measures;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Recipes;
import imaging.RejectedImageException;
import imaging.Rendition;
import imaging.StepException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code imageProcessor} that all three doors share: an image in; its variants and its receipt out. A refused
 * picture is a value, not an exception: a receipt, and the original for the quarantine. A bug on one image is tried again
 * and then becomes a value too, so that the next image goes on. Thread-safe.
 */
public final class ImageProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(ImageProcessor.class);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What an exchange holds of the budget for its variants. */
    private static final String HELD = "darkroom.variants";

    private final Pipeline pipeline;
    private final Recipes recipes;
    private final ToIntFunction<String> retentionDays;
    private final Attempts attempts;
    private final Quarantine quarantine;
    private final Clock clock;

    /** @param retentionDays of a customer */
    public ImageProcessor(
            Pipeline pipeline,
            Recipes recipes,
            ToIntFunction<String> retentionDays,
            Attempts attempts,
            Quarantine quarantine,
            Clock clock) {
        this.pipeline = pipeline;
        this.recipes = recipes;
        this.retentionDays = retentionDays;
        this.attempts = attempts;
        this.quarantine = quarantine;
        this.clock = clock;
    }

    /**
     * What it makes is held in the budget of memory until the exchange is over, or has the work done once more.
     *
     * @param seen null where the door cannot tell
     * @throws BusyException where the customer's turn, or memory for the decode, did not come in time; nothing was done then
     */
    public FinishedImage process(@Body IntakeImage image, @Variable("seen") Seen seen, Exchange exchange) {
        UntilDone.giveBack(HELD, exchange); // who waits for memory holds none
        Instant begun = clock.instant();
        long start = System.nanoTime();
        long startCpu = cpuNanos();
        Recipe recipe = recipes.find(image.recipe()).orElseThrow(); // the door has checked the name
        String sha256 = image.bytes().length == image.size() ? Hashes.sha256(image.bytes()) : null;
        Result result = image.refusal() == null
                ? attempts.run(image, seen, () -> work(image, recipe, exchange)).orElseGet(() -> failed(image, null))
                : Result.without(Outcome.rejected, image.refusal(), null, Optional.empty());
        Instant finished = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        int days = retentionDays.applyAsInt(image.customer());
        // S3 keeps whole seconds, and less than what was promised is not enough
        Instant until = finished.plus(Duration.ofDays(days)).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);

        List<StoredObject> objects = new ArrayList<>();
        List<Receipt.Variant> variants = new ArrayList<>();
        for (Rendition.Variant variant : result.variants()) {
            StoredObject object = variantObject(image, sha256, recipe, variant, until, days);
            objects.add(object);
            variants.add(new Receipt.Variant(
                    variant.name(),
                    variant.format().word(),
                    variant.width(),
                    variant.height(),
                    variant.frames() > 1 ? variant.frames() : null,
                    variant.bytes().length,
                    object.sha256(),
                    variant.operations(),
                    href(image, variant.name())));
        }
        boolean keepsOriginal = result.outcome() == Outcome.ok && recipe.kept().contains(Keep.ORIGINAL);
        if (keepsOriginal) {
            objects.add(originalObject(image, sha256, recipe, result.header().orElseThrow(), until, days));
        }
        if (result.outcome() != Outcome.ok && sha256 != null) {
            quarantine
                    .keep(image, recipe.id(), sha256, result.outcome(), finished)
                    .ifPresent(objects::add);
        }
        Receipt receipt = new Receipt(
                image.id(),
                image.customer(),
                image.source(),
                recipe.id(),
                pipeline.engine(),
                result.outcome(),
                result.reason(),
                image.receivedAt(),
                finished,
                until,
                queueMillis(image, begun),
                (System.nanoTime() - start) / 1_000_000,
                original(result.header(), image.size(), sha256, keepsOriginal ? href(image, "original") : null),
                variants,
                result.measures(),
                image.replayOf(),
                pipeline.worksOnItsCaller(recipe) ? cpuMillisSince(startCpu) : null);
        return new FinishedImage(objects, receipt, result.detail());
    }

    /** Of this thread; negative where the virtual machine does not tell. */
    private static long cpuNanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
    }

    private static Long cpuMillisSince(long start) {
        long now = cpuNanos();
        return start < 0 || now < 0 ? null : Math.round((now - start) / 1e6);
    }

    /** A replay has waited for nobody since its original came. */
    private static long queueMillis(IntakeImage image, Instant begun) {
        return image.replayOf() == null
                ? Math.max(0, Duration.between(image.receivedAt(), begun).toMillis())
                : 0;
    }

    private record Result(
            Outcome outcome,
            String reason,
            String detail,
            Optional<Header> header,
            List<Rendition.Variant> variants,
            Receipt.Measures measures) {
        static Result of(Rendition rendition) {
            Measures m = rendition.measures();
            return new Result(
                    Outcome.ok,
                    null,
                    null,
                    Optional.of(rendition.header()),
                    rendition.variants(),
                    m == null ? null : new Receipt.Measures(m.blurhash(), m.colours(), m.phash()));
        }

        static Result without(Outcome outcome, String reason, String detail, Optional<Header> header) {
            return new Result(outcome, reason, detail, header, List.of(), null);
        }
    }

    private Result work(IntakeImage image, Recipe recipe, Exchange exchange) {
        int most = attempts.most();
        for (int attempt = 1; ; attempt++) {
            try {
                return Result.of(pipeline.render(
                        image.bytes(),
                        recipe,
                        image.customer(),
                        held -> UntilDone.hold(HELD, held::release, exchange)));
            } catch (RejectedImageException e) {
                LOG.info("Image {} of {} refused: {}: {}", image.id(), image.customer(), e.code(), e.getMessage());
                return Result.without(Outcome.rejected, e.code(), e.getMessage(), e.header());
            } catch (BusyException e) {
                throw e;
            } catch (DeadlineException e) {
                // the same work takes the same time, and others wait for the worker
                LOG.error("Image {} failed: {}", image.id(), e.getMessage());
                return failed(image, null);
            } catch (StepException e) {
                LOG.error(
                        "Image {}: attempt {} of {} (darkroom.attempts) failed. {}",
                        image.id(),
                        attempt,
                        most,
                        e.getMessage(),
                        e);
                if (attempt >= most || !e.isWorthAnotherTry()) {
                    return failed(image, e.getMessage());
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                LOG.error("Image {}: attempt {} of {} (darkroom.attempts) failed", image.id(), attempt, most, e);
                if (attempt >= most) {
                    return failed(image, null);
                }
            }
        }
    }

    /** @param detail safe to show, or null */
    private Result failed(IntakeImage image, String detail) {
        return Result.without(Outcome.failed, "processing-failed", detail, pipeline.header(image.bytes()));
    }

    private static StoredObject variantObject(
            IntakeImage image, String original, Recipe recipe, Rendition.Variant variant, Instant until, int days) {
        return new StoredObject(
                key(image, variant.name(), variant.format()),
                variant.format().mediaType(),
                Hashes.sha256(variant.bytes()),
                until,
                until,
                tags("variant", image, recipe, days),
                metadata(original, recipe, variant),
                variant.bytes());
    }

    private static Map<String, String> metadata(String original, Recipe recipe, Rendition.Variant variant) {
        Map<String, String> metadata = new TreeMap<>(Map.of(
                "width", String.valueOf(variant.width()),
                "height", String.valueOf(variant.height()),
                "operations", String.join(",", variant.operations()),
                "original", original,
                "recipe", recipe.id()));
        if (variant.frames() > 1) {
            metadata.put("frames", String.valueOf(variant.frames()));
        }
        return metadata;
    }

    private static StoredObject originalObject(
            IntakeImage image, String sha256, Recipe recipe, Header header, Instant until, int days) {
        return new StoredObject(
                key(image, "original", header.format()),
                header.format().mediaType(),
                sha256,
                until,
                until,
                tags("original", image, recipe, days),
                Map.of("original", sha256, "recipe", recipe.id()),
                image.bytes());
    }

    private static String key(IntakeImage image, String name, Format format) {
        return "archive/" + image.customer() + "/" + image.id() + "/" + name + "." + format.extension();
    }

    private static String href(IntakeImage image, String name) {
        return "/v1/images/" + image.id() + "/" + name;
    }

    private static Map<String, String> tags(String kind, IntakeImage image, Recipe recipe, int days) {
        return Map.of(
                "kind", kind,
                "days", String.valueOf(days),
                "customer", image.customer(),
                "recipe", recipe.id());
    }

    private static Receipt.Original original(Optional<Header> header, long bytes, String sha256, String href) {
        return header.map(h ->
                        new Receipt.Original(h.format().word(), h.width(), h.height(), h.frames(), bytes, sha256, href))
                .orElseGet(() -> new Receipt.Original(null, null, null, null, bytes, sha256, href));
    }
}
