package darkroom.benchmark;

import imaging.Deadline;
import imaging.Engine;
import imaging.Engines;
import imaging.Format;
import imaging.Header;
import imaging.HeaderProbe;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Picture;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Rendition;
import imaging.Similarity;
import imaging.Similarity.Luma;
import imaging.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * CPU milliseconds an image and likeness to a Lanczos reference, all engines beside sharp, in turns, so that all of them
 * meet the same noise; each line says whether its bounds are met. Photographs come from {@code ../shared/photos} where
 * that is there; otherwise they are drawn, and likeness is not comparable.
 *
 * <p>Arguments: rounds (default 7), then words that a job must contain.
 */
public final class EngineBenchmark {
    private static final double ROUND_SECONDS = 1;
    private static final int QUALITY = 82;
    private static final int AVIF_QUALITY = 60;
    private static final String SHARP = "sharp";
    private static final String TURBO = "vips+turbo";
    private static final Limits LIMITS = Limits.defaults();

    private EngineBenchmark() {}

    /**
     * What an engine shall reach in a job.
     *
     * @param ratio the most CPU, as a share of sharp's in the same run, or 0
     * @param likeness the least SSIM-Y of each variant, or 0
     */
    private record Bound(String engine, double ratio, double likeness) {}

    private record Job(String name, byte[] original, Format format, List<Integer> boxes, List<Bound> bounds) {
        Recipe recipe() {
            Format transparent = format == Format.JPEG ? Format.PNG : format;
            List<Recipe.Output> outputs = boxes.stream()
                    .map(box -> new Recipe.Output("box-" + box, box, box, format, transparent, quality()))
                    .toList();
            return Recipe.of("benchmark", 1, outputs);
        }

        int quality() {
            return format == Format.AVIF ? AVIF_QUALITY : QUALITY;
        }
    }

    private record Result(double cpuMillis, List<Double> likeness) {
        String likenesses() {
            return likeness.stream()
                    .map(l -> String.format("%.4f", l).replaceFirst("^0", ""))
                    .collect(Collectors.joining(" "));
        }
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        ImageIO.setUseCache(false);
        System.out.printf(
                "# JDK %s, %d processors, %d rounds, medians of CPU ms an image%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), rounds);
        System.out.printf(
                "%-34s %-10s %7s %7s %6s  %-13s %-12s %-12s %s%n",
                "job", "engine", "CPU ms", "sharp", "ratio", "bound", "SSIM-Y", "sharp", "bound");
        for (Job job : jobs()) {
            if (Arrays.stream(arguments).skip(1).allMatch(job.name()::contains)) {
                print(job, run(job, rounds));
            }
        }
    }

    private static List<Job> jobs() throws IOException {
        Map<String, byte[]> photos = photos();
        List<Job> jobs = new ArrayList<>();
        byte[] large = photos.get("12 MP JPEG");
        byte[] progressive = photos.get("progressive 12 MP JPEG");
        jobs.add(new Job(
                "12 MP JPEG to 1280",
                large,
                Format.JPEG,
                List.of(1280),
                // 70 ms where sharp takes 65
                List.of(
                        new Bound(TURBO, 0.85, 0.9740),
                        new Bound("vips", 0.85, 0.9740),
                        new Bound("imgscalr", 70 / 65.0, 0.970))));
        jobs.add(new Job(
                "12 MP JPEG to 320",
                large,
                Format.JPEG,
                List.of(320),
                List.of(new Bound(TURBO, 0.85, 0), new Bound("vips", 1, 0), new Bound("imgscalr", 0, 0.96))));
        jobs.add(job("12 MP JPEG to 1280 and 320", large, Format.JPEG, 0.85, 1, 1280, 320));
        jobs.add(job("640x480 JPEG to 320", photos.get("640x480 JPEG"), Format.JPEG, 0.5, 0.7, 320));
        jobs.add(job("1600x1200 JPEG to 1280 and 320", photos.get("1600x1200 JPEG"), Format.JPEG, 1, 1, 1280, 320));
        jobs.add(job("progressive 12 MP JPEG to 1280", progressive, Format.JPEG, 1, 1, 1280));
        jobs.add(job("3 MP PNG with alpha to 1280", photos.get("PNG"), Format.PNG, 1, 1, 1280));
        jobs.add(job("12 MP JPEG to WebP 1280", large, Format.WEBP, 1, 1, 1280));
        if (photos.containsKey("WebP")) {
            jobs.add(job("WebP to JPEG 640", photos.get("WebP"), Format.JPEG, 1, 1, 640));
        }
        jobs.add(job("12 MP JPEG to AVIF 1280", large, Format.AVIF, 1, 1, 1280));
        return jobs;
    }

    private static Job job(String name, byte[] original, Format format, double turbo, double vips, Integer... boxes) {
        List<Bound> bounds = List.of(new Bound(TURBO, turbo, 0), new Bound("vips", vips, 0));
        return new Job(name, original, format, List.of(boxes), bounds);
    }

    private static Map<String, byte[]> photos() throws IOException {
        Map<String, byte[]> photos = new LinkedHashMap<>();
        Path folder = Path.of("../shared/photos");
        if (Files.isDirectory(folder)) {
            photos.put("12 MP JPEG", Files.readAllBytes(folder.resolve("cam12_420.jpg")));
            photos.put("progressive 12 MP JPEG", Files.readAllBytes(folder.resolve("prog12.jpg")));
            photos.put("1600x1200 JPEG", Files.readAllBytes(folder.resolve("mid2.jpg")));
            photos.put("640x480 JPEG", Files.readAllBytes(folder.resolve("small640.jpg")));
            photos.put("PNG", Files.readAllBytes(folder.resolve("alpha3.png")));
            photos.put("WebP", Files.readAllBytes(folder.resolve("web08.webp")));
        } else {
            System.out.println("# no ../shared/photos: drawn pictures, whose figures compare with nobody else's");
            photos.put("12 MP JPEG", Pictures.jpeg(4032, 3024));
            photos.put("progressive 12 MP JPEG", Pictures.progressiveJpeg(4032, 3024));
            photos.put("1600x1200 JPEG", Pictures.jpeg(1600, 1200));
            photos.put("640x480 JPEG", Pictures.jpeg(640, 480));
            photos.put("PNG", Pictures.png(2048, 1536, true));
        }
        return photos;
    }

    private static Map<String, Result> run(Job job, int rounds) throws Exception {
        Map<String, Contender> contenders = contenders(job);
        try {
            return run(job, rounds, contenders);
        } finally {
            contenders.values().forEach(Contender::close);
        }
    }

    private static Map<String, Contender> contenders(Job job) throws Exception {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        Format format = new HeaderProbe(LIMITS).probe(job.original()).format();
        for (Engine engine : engines()) {
            if (engine.reads().contains(format) && engine.writes().contains(job.format())) {
                contenders.put(word(engine), pipeline(engine, job));
            }
        }
        Sharp.start(job.original(), job.format(), job.quality(), job.boxes())
                .ifPresent(sharp -> contenders.put(SHARP, sharp));
        return contenders;
    }

    /** The name without versions: {@code vips+turbo}, {@code vips} or {@code imgscalr}. */
    private static String word(Engine engine) {
        return engine.name().replaceAll("-[0-9.]+", "");
    }

    /** The fastest first. */
    private static List<Engine> engines() {
        List<Engine> engines = new ArrayList<>();
        Engines.turbo(LIMITS).ifPresent(engines::add);
        Engines.vips(LIMITS).ifPresent(engines::add);
        engines.add(Engines.imgscalr(LIMITS));
        return engines;
    }

    private static Contender pipeline(Engine engine, Job job) {
        Pipeline pipeline = new Pipeline(engine, LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        Recipe recipe = job.recipe();
        return Contender.of(() -> pipeline.render(job.original(), recipe).variants().stream()
                .map(Rendition.Variant::bytes)
                .toList());
    }

    private static Map<String, Result> run(Job job, int rounds, Map<String, Contender> contenders) throws Exception {
        int n = contenders.size();
        double[][] cpu = new double[n][rounds];
        int[] repeats = new int[n];
        List<Contender> order = List.copyOf(contenders.values());
        for (int i = 0; i < n; i++) {
            repeats[i] = warm(order.get(i));
        }
        for (int r = 0; r < rounds; r++) {
            for (int i = 0; i < n; i++) {
                cpu[i][r] = order.get(i).run(repeats[i]).cpuMillis() / repeats[i];
            }
        }
        Luma source = luma(job.original());
        Map<String, Result> results = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
            List<Double> likeness = new ArrayList<>();
            for (byte[] variant : contender.getValue().run(1).variants()) {
                Luma luma = luma(variant);
                likeness.add(Similarity.ssim(Similarity.lanczos(source, luma.width(), luma.height()), luma));
            }
            results.put(contender.getKey(), new Result(median(cpu[i]), likeness));
            i++;
        }
        return results;
    }

    /** At full size, by whatever engine reads it. */
    private static Luma luma(byte[] image) throws Exception {
        Header header = new HeaderProbe(LIMITS).probe(image);
        Engine reader = engines().stream()
                .filter(engine -> engine.reads().contains(header.format()))
                .findFirst()
                .orElseThrow();
        Size size = new Size(header.width(), header.height());
        try (Picture picture = reader.decode(image, header, size, Deadline.in(Duration.ofMinutes(1)))) {
            return Similarity.luma(picture.pixels());
        }
    }

    /** Compiles it hot; returns how many images fill a round. */
    private static int warm(Contender contender) throws Exception {
        long end = System.nanoTime() + 4_000_000_000L;
        double millis = 0;
        for (int count = 0; System.nanoTime() < end || count < 3; count++) {
            millis = contender.run(1).wallMillis();
        }
        return (int) Math.max(1, Math.min(500, ROUND_SECONDS * 1000 / millis));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A line for each engine that took part. Without sharp there is nothing to hold its CPU against. */
    private static void print(Job job, Map<String, Result> results) {
        Optional<Result> sharp = Optional.ofNullable(results.get(SHARP));
        results.forEach((engine, result) -> {
            if (engine.equals(SHARP)) {
                return;
            }
            Optional<Bound> bound =
                    job.bounds().stream().filter(b -> b.engine().equals(engine)).findFirst();
            double ratio = sharp.map(s -> result.cpuMillis() / s.cpuMillis()).orElse(Double.NaN);
            double least = result.likeness().stream()
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElseThrow();
            System.out.printf(
                    "%-34s %-10s %7.1f %7s %6s  %-13s %-12s %-12s %s%n",
                    job.name(),
                    engine,
                    result.cpuMillis(),
                    sharp.map(s -> String.format("%.1f", s.cpuMillis())).orElse("-"),
                    sharp.isPresent() ? String.format("%.2f", ratio) : "-",
                    bound.filter(b -> b.ratio() > 0 && sharp.isPresent())
                            .map(b -> String.format("%.2f %s", b.ratio(), met(ratio <= b.ratio())))
                            .orElse(""),
                    result.likenesses(),
                    sharp.map(Result::likenesses).orElse("-"),
                    bound.filter(b -> b.likeness() > 0)
                            .map(b -> String.format("%.4f %s", b.likeness(), met(least >= b.likeness()))
                                    .replaceFirst("^0", ""))
                            .orElse(""));
        });
    }

    private static String met(boolean met) {
        return met ? "met" : "MISSED";
    }
}
