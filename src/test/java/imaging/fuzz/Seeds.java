package imaging.fuzz;

import imaging.Engine;
import imaging.Format;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.RejectedImageException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Whole files that mutants are made of: drawn ones, and the small valid ones of the corpus where that is there. */
final class Seeds {
    private static final Path CORPUS = Path.of("../shared/corpus");
    private static final long MOST_BYTES = 60_000;

    private Seeds() {}

    /** Of every format that the engine reads. */
    static List<byte[]> of(Engine engine) throws IOException {
        List<byte[]> seeds = new ArrayList<>(List.of(
                Pictures.jpeg(120, 90),
                Pictures.progressiveJpeg(120, 90),
                Pictures.grayJpeg(64, 64),
                Pictures.cmykJpeg(Pictures.scene(64, 48)),
                Pictures.orientedJpeg(Pictures.scene(96, 64), 6),
                Pictures.png(80, 60, true),
                Pictures.interlacedPng(Pictures.scene(64, 48)),
                Pictures.deepPng(40, 30),
                Pictures.palettePng(60, 40, true),
                Pictures.gif(80, 60),
                Pictures.animatedGif(40, 30, 5),
                Pictures.bmp(60, 40)));
        if (engine.reads().contains(Format.TIFF)) {
            seeds.add(tiff(Pictures.scene(64, 48)));
        }
        for (Format format : List.of(Format.WEBP, Format.AVIF)) {
            if (engine.reads().contains(format) && engine.writes().contains(format)) {
                seeds.add(encoded(engine, format));
            }
        }
        seeds.addAll(corpus());
        return seeds;
    }

    private static byte[] encoded(Engine engine, Format format) {
        Recipe.Output output = new Recipe.Output("all", 120, 120, format, format, 70);
        Recipe recipe = Recipe.of("seed", 1, List.of(output));
        try {
            return new Pipeline(engine, Limits.defaults(), new MemoryBudget(512L << 20, Duration.ofSeconds(1)))
                    .render(Pictures.png(100, 80, true), recipe)
                    .variants()
                    .get(0)
                    .bytes();
        } catch (RejectedImageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tiff(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "tiff", out)) {
            throw new IllegalStateException("every JDK writes TIFF");
        }
        return out.toByteArray();
    }

    private static List<byte[]> corpus() throws IOException {
        if (!Files.isDirectory(CORPUS.resolve("valid"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(CORPUS.resolve("valid"))) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(Seeds::read)
                    .filter(bytes -> bytes.length > 8 && bytes.length <= MOST_BYTES)
                    .toList();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
