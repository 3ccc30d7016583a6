package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.opentest4j.TestAbortedException;

/** What holds of every picture under {@code web}, whatever its size, format and orientation, with every engine. */
@AddLifecycleHook(value = RenditionProperties.SkipWithoutEngine.class, propagateTo = PropagationMode.NO_DESCENDANTS)
abstract class RenditionProperties {
    private static final Limits LIMITS = Limits.defaults();
    private static final int TRIES = 60;

    /** More than a JPEG of quality 82 loses a second time. */
    private static final double ALIKE = 0.97;

    private Pipeline pipeline;
    private Recipe web;

    /** The engine under test. */
    abstract Engine engine(Limits limits);

    /** Elsewhere jqwik takes what is skipped for an error. */
    static final class SkipWithoutEngine implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            try {
                ((RenditionProperties) context.newInstance(
                                context.optionalContainerClass().orElseThrow()))
                        .engine(LIMITS);
                return SkipResult.doNotSkip();
            } catch (TestAbortedException e) {
                return SkipResult.skip(e.getMessage());
            }
        }
    }

    @BeforeProperty
    void start() {
        Engine engine = engine(LIMITS);
        this.pipeline = new Pipeline(engine, LIMITS, new MemoryBudget(512L << 20, Duration.ofSeconds(1)));
        this.web =
                Recipes.load(Path.of("processors/recipes"), engine).find("web").orElseThrow();
    }

    /** Sizes at which something changes: a pixel, an odd one, a little more than a box, long and thin. */
    @Provide
    Arbitrary<Size> sizes() {
        Arbitrary<Integer> side = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 40),
                Arbitraries.integers().between(310, 330),
                Arbitraries.integers().between(1, 900),
                Arbitraries.integers().between(1270, 1300));
        return Combinators.combine(side, side).as(Size::new);
    }

    @Property(tries = TRIES)
    void noVariantLeavesItsBoxAndItsProportionsAreKeptWithinAPixel(@ForAll("sizes") Size size, @ForAll boolean alpha)
            throws Exception {
        Rendition rendition = render(alpha ? Pictures.png(size.width(), size.height(), true) : jpeg(size));
        int[] boxes = {1280, 320};
        for (int i = 0; i < boxes.length; i++) {
            Rendition.Variant variant = rendition.variants().get(i);
            double scale = Math.min(1, boxes[i] / (double) Math.max(size.width(), size.height()));
            assertThat(variant.width()).isBetween(1, boxes[i]);
            assertThat(variant.height()).isBetween(1, boxes[i]);
            assertThat(Math.abs(variant.width() - size.width() * scale)).isLessThan(1);
            assertThat(Math.abs(variant.height() - size.height() * scale)).isLessThan(1);
            assertThat(new Size(decode(variant).getWidth(), decode(variant).getHeight()))
                    .as("what the file says")
                    .isEqualTo(new Size(variant.width(), variant.height()));
            assertThat(variant.format()).isEqualTo(alpha ? Format.PNG : Format.JPEG);
        }
    }

    /** The upper left of what is seen is red, whichever way the camera was held. */
    @Property(tries = TRIES)
    void whatIsSeenIsUpright(
            @ForAll @IntRange(min = 1, max = 8) int orientation,
            @ForAll @IntRange(min = 24, max = 500) int width,
            @ForAll @IntRange(min = 24, max = 500) int height)
            throws Exception {
        byte[] original = Pictures.orientedJpeg(Pictures.quarters(width, height), orientation);
        for (Rendition.Variant variant : render(original).variants()) {
            assertThat(variant.width() > variant.height() || width <= height).isTrue();
            assertThat(variant.width() < variant.height() || width >= height).isTrue();
            Color seen = new Color(decode(variant).getRGB(variant.width() / 4, variant.height() / 4));
            Color drawn = new Color(Pictures.quarters(width, height).getRGB(width / 4, height / 4));
            assertThat(distance(seen, drawn))
                    .as("%s for %s, orientation %d", seen, drawn, orientation)
                    .isLessThan(40);
        }
    }

    @Property(tries = TRIES)
    void whatIsMadeOfAVariantIsTheVariant(@ForAll("sizes") Size size, @ForAll boolean alpha) throws Exception {
        Rendition.Variant once = render(alpha ? Pictures.png(size.width(), size.height(), true) : jpeg(size))
                .variants()
                .get(0);
        Rendition.Variant twice = render(once.bytes()).variants().get(0);

        assertThat(new Size(twice.width(), twice.height())).isEqualTo(new Size(once.width(), once.height()));
        assertThat(twice.format()).isEqualTo(once.format());
        if (alpha) {
            assertThat(pixels(decode(twice))).isEqualTo(pixels(decode(once)));
        } else if (once.width() >= 16 && once.height() >= 16) {
            assertThat(Similarity.ssim(Similarity.luma(decode(once)), Similarity.luma(decode(twice))))
                    .isGreaterThan(ALIKE);
        }
    }

    @Property(tries = TRIES)
    void theSameBytesGiveTheSameBytes(@ForAll("sizes") Size size) throws Exception {
        byte[] original = jpeg(size);
        List<Rendition.Variant> first = render(original).variants();
        List<Rendition.Variant> second = render(original).variants();
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).bytes()).isEqualTo(first.get(i).bytes());
        }
    }

    private static byte[] jpeg(Size size) {
        return Pictures.jpeg(size.width(), size.height());
    }

    private Rendition render(byte[] original) throws RejectedImageException {
        return pipeline.render(original, web);
    }

    private static BufferedImage decode(Rendition.Variant variant) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(variant.bytes()));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static int distance(Color a, Color b) {
        return Math.max(
                Math.abs(a.getRed() - b.getRed()),
                Math.max(Math.abs(a.getGreen() - b.getGreen()), Math.abs(a.getBlue() - b.getBlue())));
    }
}
