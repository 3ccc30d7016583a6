package darkroom.benchmark;

import com.sun.management.OperatingSystemMXBean;
import imaging.Format;
import imaging.ImgscalrEngine;
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
import java.lang.management.ManagementFactory;
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
 * CPU milliseconds an image and likeness to a Lanczos reference, the pipeline beside imgscalr used plainly (full decode,
 * one resize a variant), in turns, so that all of them meet the same noise. CPU is of the whole process: garbage
 * collection and compilation included. Photographs come from {@code ../shared/photos} where that is there; otherwise they
 * are drawn.
 *
 * <p>Arguments: rounds (default 9), then words that a job must contain.
 */
public final class ImagingBenchmark {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double ROUND_SECONDS = 0.6;

    private ImagingBenchmark() {}

    /** One way to make the variants. */
    private interface Contender {
        List<byte[]> render(byte[] original) throws Exception;
    }

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
                .mapToObj(box -> new Recipe.Output("box-" + box, box, box, Format.JPEG, Format.PNG, 82))
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
        Map<String, Contender> contenders = new LinkedHashMap<>();
        Limits limits = Limits.defaults();
        Pipeline pipeline =
                new Pipeline(new ImgscalrEngine(limits), limits, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        contenders.put("darkroom", original -> pipeline.render(original, job.recipe()).variants().stream()
                .map(Rendition.Variant::bytes)
                .toList());
        contenders.put("imgscalr BALANCED", original -> plain(original, job.recipe(), Scalr.Method.BALANCED));
        contenders.put("imgscalr QUALITY", original -> plain(original, job.recipe(), Scalr.Method.QUALITY));

        int n = contenders.size();
        double[][] cpu = new double[n][rounds];
        double[][] wall = new double[n][rounds];
        int[] repeats = new int[n];
        List<Contender> order = List.copyOf(contenders.values());
        for (int i = 0; i < n; i++) {
            repeats[i] = warm(order.get(i), job.original());
        }
        for (int r = 0; r < rounds; r++) {
            for (int i = 0; i < n; i++) {
                long cpuBefore = SYSTEM.getProcessCpuTime();
                long before = System.nanoTime();
                for (int k = 0; k < repeats[i]; k++) {
                    order.get(i).render(job.original());
                }
                wall[i][r] = (System.nanoTime() - before) / 1e6 / repeats[i];
                cpu[i][r] = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e6 / repeats[i];
            }
        }
        Luma source = Similarity.luma(ImageIO.read(new ByteArrayInputStream(job.original())));
        int i = 0;
        for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
            StringBuilder likeness = new StringBuilder();
            for (byte[] variant : contender.getValue().render(job.original())) {
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
    private static int warm(Contender contender, byte[] original) throws Exception {
        long end = System.nanoTime() + 3_000_000_000L;
        int count = 0;
        long before = 0;
        while (System.nanoTime() < end || count < 5) {
            before = System.nanoTime();
            contender.render(original);
            count++;
        }
        double seconds = (System.nanoTime() - before) / 1e9;
        return (int) Math.max(1, Math.min(500, ROUND_SECONDS / seconds));
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
