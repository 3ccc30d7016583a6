package darkroom.benchmark;

import imaging.Engine;
import imaging.Engines;
import imaging.Format;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Rendition;
import imaging.Similarity;
import imaging.Similarity.Luma;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.imgscalr.Scalr;

/**
 * CPU milliseconds an image and likeness to a Lanczos reference, both engines beside sharp (where {@code DARKROOM_SHARP}
 * names a folder with its node_modules) and imgscalr used plainly (full decode, one resize a variant), in turns, so that
 * all of them meet the same noise. Photographs come from {@code ../shared/photos} where that is there; otherwise they
 * are drawn.
 *
 * <p>Arguments: rounds (default 9), then words that a job must contain.
 */
public final class ImagingBenchmark {
    private static final double ROUND_SECONDS = 0.6;
    private static final int QUALITY = 82;

    private ImagingBenchmark() {}

    private record Job(String name, byte[] original, Recipe recipe) {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        ImageIO.setUseCache(false);
        System.out.printf(
                "# JDK %s, %d processors, %d rounds, medians%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), rounds);
        System.out.printf(
                "%-26s %-18s %10s %10s  %s%n", "job", "engine", "CPU ms", "wall ms", "SSIM-Y (bytes) a variant");
        for (Job job : jobs()) {
            if (Arrays.stream(arguments).skip(1).allMatch(job.name()::contains)) {
                run(job, rounds);
            }
        }
    }

    private static List<Job> jobs() throws IOException {
        Recipe web = recipe(1280, 320);
        Recipe large = recipe(1280);
        Recipe small = recipe(320);
        Map<String, byte[]> photos = photos();
        List<Job> jobs = new ArrayList<>();
        for (Map.Entry<String, byte[]> photo : photos.entrySet()) {
            if (photo.getKey().startsWith("12 MP")) {
                jobs.add(new Job(photo.getKey() + " -> 1280", photo.getValue(), large));
                jobs.add(new Job(photo.getKey() + " -> 320", photo.getValue(), small));
            }
            jobs.add(new Job(photo.getKey() + " -> web", photo.getValue(), web));
        }
        return jobs;
    }

    private static Recipe recipe(int... boxes) {
        List<Recipe.Output> outputs = Arrays.stream(boxes)
                .mapToObj(box -> new Recipe.Output("box-" + box, box, box, Format.JPEG, Format.PNG, QUALITY))
                .toList();
        return Recipe.of("benchmark", 1, outputs);
    }

    private static Map<String, byte[]> photos() throws IOException {
        Map<String, byte[]> photos = new LinkedHashMap<>();
        Path folder = Path.of("../shared/photos");
        if (Files.isDirectory(folder)) {
            photos.put("12 MP", Files.readAllBytes(folder.resolve("cam12_420.jpg")));
            photos.put("12 MP prog", Files.readAllBytes(folder.resolve("prog12.jpg")));
            photos.put("1600x1200", Files.readAllBytes(folder.resolve("mid2.jpg")));
            photos.put("640x480", Files.readAllBytes(folder.resolve("small640.jpg")));
            photos.put("PNG alpha 3 MP", Files.readAllBytes(folder.resolve("alpha3.png")));
        } else {
            System.out.println("# no ../shared/photos: drawn pictures, whose figures compare with nobody else's");
            photos.put("12 MP", Pictures.jpeg(4032, 3024));
            photos.put("12 MP prog", Pictures.progressiveJpeg(4032, 3024));
            photos.put("1600x1200", Pictures.jpeg(1600, 1200));
            photos.put("640x480", Pictures.jpeg(640, 480));
            photos.put("PNG alpha 3 MP", Pictures.png(2048, 1536, true));
        }
        return photos;
    }

    private static void run(Job job, int rounds) throws Exception {
        Map<String, Contender> contenders = contenders(job);
        try {
            run(job, rounds, contenders);
        } finally {
            contenders.values().forEach(Contender::close);
        }
    }

    private static Map<String, Contender> contenders(Job job) throws IOException {
        Limits limits = Limits.defaults();
        Map<String, Contender> contenders = new LinkedHashMap<>();
        Engines.vips(limits).ifPresent(vips -> contenders.put(vips.name(), pipeline(vips, limits, job)));
        contenders.put("imgscalr-4.2", pipeline(Engines.imgscalr(limits), limits, job));
        int[] boxes = job.recipe().variants().stream()
                .mapToInt(output -> output.shape().box().width())
                .toArray();
        Sharp.start(job.original(), QUALITY, boxes).ifPresent(sharp -> contenders.put(sharp.version(), sharp));
        contenders.put("plain BALANCED", plain(job, Scalr.Method.BALANCED));
        contenders.put("plain QUALITY", plain(job, Scalr.Method.QUALITY));
        return contenders;
    }

    private static Contender pipeline(Engine engine, Limits limits, Job job) {
        Pipeline pipeline = new Pipeline(engine, limits, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        return Contender.of(() -> pipeline.render(job.original(), job.recipe()).variants().stream()
                .map(Rendition.Variant::bytes)
                .toList());
    }

    private static Contender plain(Job job, Scalr.Method method) {
        return Contender.of(() -> plain(job.original(), job.recipe(), method));
    }

    private static void run(Job job, int rounds, Map<String, Contender> contenders) throws Exception {
        int n = contenders.size();
        double[][] cpu = new double[n][rounds];
        double[][] wall = new double[n][rounds];
        int[] repeats = new int[n];
        List<Contender> order = List.copyOf(contenders.values());
        for (int i = 0; i < n; i++) {
            repeats[i] = warm(order.get(i));
        }
        for (int r = 0; r < rounds; r++) {
            for (int i = 0; i < n; i++) {
                Contender.Run run = order.get(i).run(repeats[i]);
                wall[i][r] = run.wallMillis() / repeats[i];
                cpu[i][r] = run.cpuMillis() / repeats[i];
            }
        }
        Luma source = Similarity.luma(ImageIO.read(new ByteArrayInputStream(job.original())));
        int i = 0;
        for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
            StringBuilder likeness = new StringBuilder();
            for (byte[] variant : contender.getValue().run(1).variants()) {
                Luma luma = Similarity.luma(ImageIO.read(new ByteArrayInputStream(variant)));
                Luma reference = Similarity.lanczos(source, luma.width(), luma.height());
                likeness.append(String.format("%.4f (%,d)  ", Similarity.ssim(reference, luma), variant.length));
            }
            System.out.printf(
                    "%-26s %-18s %10.1f %10.1f  %s%n",
                    job.name(), contender.getKey(), median(cpu[i]), median(wall[i]), likeness);
            i++;
        }
    }

    /** Compiles it hot; returns how many images fill a round. */
    private static int warm(Contender contender) throws Exception {
        long end = System.nanoTime() + 3_000_000_000L;
        double millis = 0;
        for (int count = 0; System.nanoTime() < end || count < 5; count++) {
            millis = contender.run(1).wallMillis();
        }
        return (int) Math.max(1, Math.min(500, ROUND_SECONDS * 1000 / millis));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** As the first page of imgscalr's documentation says. */
    private static List<byte[]> plain(byte[] original, Recipe recipe, Scalr.Method method) throws IOException {
        BufferedImage source = ImageIO.read(new ByteArrayInputStream(original));
        List<byte[]> variants = new ArrayList<>();
        for (Recipe.Output output : recipe.variants()) {
            boolean smaller = source.getWidth() > output.shape().box().width()
                    || source.getHeight() > output.shape().box().height();
            BufferedImage resized = smaller
                    ? Scalr.resize(
                            source,
                            method,
                            Scalr.Mode.AUTOMATIC,
                            output.shape().box().width(),
                            output.shape().box().height())
                    : source;
            variants.add(encode(resized, output.encoding().quality()));
        }
        return variants;
    }

    private static byte[] encode(BufferedImage image, int quality) throws IOException {
        String format = image.getColorModel().hasAlpha() ? "png" : "jpeg";
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(quality / 100f);
            }
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
