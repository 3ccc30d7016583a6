package darkroom.chaos;

import imaging.Engine;
import imaging.Engines;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipe;
import imaging.Recipes;
import imaging.RejectedImageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The pictures of a run, drawn from its seed: of many sizes and formats, and some that must be refused. Immutable. */
final class Album {
    static final String RECIPE = "web";

    /** In so many pictures one is to be refused. */
    private static final int REFUSED = 6;

    private final List<Original> sound;
    private final List<Original> refused;
    private final Pipeline pipeline;
    private final Recipe recipe;

    private Album(Pipeline pipeline, Recipe recipe, List<byte[]> pictures) {
        this.pipeline = pipeline;
        this.recipe = recipe;
        List<Original> all = pictures.stream().map(this::original).toList();
        this.sound = all.stream().filter(o -> o.reason() == null).toList();
        this.refused = all.stream().filter(o -> o.reason() != null).toList();
    }

    static Album draw(long seed) {
        Random random = new Random(seed);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pictures.add(Pictures.jpeg(side(random), side(random), random.nextInt()));
        }
        pictures.add(Pictures.progressiveJpeg(side(random), side(random)));
        pictures.add(Pictures.grayJpeg(side(random), side(random)));
        pictures.add(Pictures.png(side(random), side(random), true));
        pictures.add(Pictures.png(side(random), side(random), false));
        pictures.add(Pictures.gif(side(random), side(random)));
        pictures.add(Pictures.jpeg(1600, 1200, random.nextInt()));
        pictures.add(Pictures.truncated(Pictures.png(side(random), side(random), false), 0.5));
        pictures.add(Pictures.pngClaiming(29_000, 29_000));
        pictures.add(Pictures.jpegClaiming(60_000, 60_000));
        pictures.add(Pictures.text());
        return of(pictures);
    }

    private static int side(Random random) {
        return 64 + random.nextInt(500);
    }

    private static Album of(List<byte[]> pictures) {
        Limits limits = Limits.defaults();
        Engine engine = engine(limits);
        Pipeline pipeline = new Pipeline(engine, limits, new MemoryBudget(512L << 20, Duration.ofSeconds(10)));
        Recipe recipe =
                Recipes.load(Path.of("processors/recipes"), engine).find(RECIPE).orElseThrow();
        return new Album(pipeline, recipe, pictures);
    }

    /** A picture with what must become of it. */
    Original original(byte[] picture) {
        try {
            return Original.sound(picture, pipeline.render(picture, recipe));
        } catch (RejectedImageException e) {
            return Original.refused(picture, e);
        }
    }

    /** The one that the app takes, too. */
    private static Engine engine(Limits limits) {
        return "imgscalr".equals(System.getenv("DARKROOM_ENGINE")) ? Engines.imgscalr(limits) : Engines.fastest(limits);
    }

    /** Whose bytes the variants are, as receipts name it. */
    String engine() {
        return pipeline.engine();
    }

    Original any(Random random) {
        List<Original> from = random.nextInt(REFUSED) == 0 ? refused : sound;
        return from.get(random.nextInt(from.size()));
    }
}
