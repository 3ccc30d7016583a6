package imaging;

import imaging.Recipe.Output;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One image on its way through a recipe. Its frames, of which a still picture has one, come one after the other and all go
 * the same way: the steps, then each variant from the next larger one. Only a variant that moves waits for all of them,
 * encoded. Used by one thread.
 */
final class Rendering {
    private static final Step FLATTEN = new Flatten();

    private final Engine engine;
    private final VariantEncoder encoder;
    private final Header header;
    private final Recipe recipe;
    private final Plan plan;
    private final Deadline deadline;
    /** Null where the first frame alone is asked for. */
    private final Timing timing;
    /** Null where there is none, or none is kept. */
    private final CopyrightNotice notice;

    private final List<String> done = new ArrayList<>();
    private final List<Making> largestFirst;
    private List<Step> steps;
    private Measures measures;
    private int number;

    /**
     * @param timing null where the first frame alone is asked for
     * @param notice null where there is none, or none is kept
     */
    Rendering(
            Engine engine,
            VariantEncoder encoder,
            Header header,
            Recipe recipe,
            Plan plan,
            Timing timing,
            CopyrightNotice notice,
            Deadline deadline) {
        this.engine = engine;
        this.encoder = encoder;
        this.header = header;
        this.recipe = recipe;
        this.plan = plan;
        this.timing = timing;
        this.notice = notice;
        this.deadline = deadline;
        this.steps = plan.steps();
        this.largestFirst =
                plan.largestFirst(recipe.variants()).stream().map(Making::new).toList();
    }

    /**
     * @param needed the next frame, at the size of the plan; stays the caller's
     * @throws StepException if a company's step does not do its work
     */
    void frame(Picture needed) {
        Picture picture = needed;
        if (number == 0) {
            List<Step> settled = new ArrayList<>();
            for (Step step : steps) {
                settled.add(timing == null ? step : step.settled(picture));
                picture = settled.get(settled.size() - 1).apply(picture, deadline);
                done.add(step.name());
            }
            steps = settled;
            measures = Measures.of(picture, recipe.measures());
        } else {
            for (Step step : steps) {
                picture = step.apply(picture, deadline);
            }
        }
        variants(picture);
        number++;
    }

    private void variants(Picture picture) {
        Picture last = picture;
        try {
            for (Making making : largestFirst) {
                if (number > 0 && !making.moves()) {
                    continue;
                }
                deadline.check();
                Size size = within(plan.scaled(making.output), picture.size());
                Picture next = engine.resize(last.size().holds(size) ? last : picture, size, deadline);
                if (last != picture && last != next) {
                    last.close();
                }
                last = next;
                deadline.check();
                Picture scaled = last;
                making.named(() -> making.frame(scaled));
            }
        } finally {
            last.close();
        }
    }

    /** What steps cut off a small picture may be a pixel more than planned. */
    private static Size within(Size size, Size whole) {
        return new Size(Math.min(size.width(), whole.width()), Math.min(size.height(), whole.height()));
    }

    /** All variants, once all frames were given. */
    Rendition rendition() {
        return new Rendition(
                header,
                recipe.variants().stream()
                        .map(output -> largestFirst.stream()
                                .filter(making -> making.output.equals(output))
                                .findFirst()
                                .orElseThrow()
                                .variant())
                        .toList(),
                measures);
    }

    private static Picture copy(Picture picture) {
        BufferedImage copy = Picture.canvas(picture.width(), picture.height(), picture.alpha());
        int[] pixels = Picture.ints(copy);
        System.arraycopy(Picture.ints(picture.pixels()), 0, pixels, 0, pixels.length);
        return picture.withPixels(copy);
    }

    /** One variant while it is made. */
    private final class Making {
        private final Output output;
        private List<String> operations;
        private Optional<Step> then;
        private List<Step> own;
        private Format format;
        private Size size;
        private FrameWriter writer;
        private byte[] bytes;

        Making(Output output) {
            this.output = output;
            this.own = output.steps();
        }

        /** Whoever reads that it failed is to know which line of which recipe to change. */
        void named(Runnable work) {
            try {
                work.run();
            } catch (DeadlineException e) {
                throw e.at(name());
            } catch (VariantTooLongException e) {
                throw e.at(name());
            }
        }

        private String name() {
            return "The variant '" + output.name() + "' of " + recipe.id();
        }

        boolean moves() {
            return timing != null && output.encoding().animated() != null;
        }

        /** @param scaled stays as it is: other variants are made of it */
        void frame(Picture scaled) {
            if (number == 0) {
                then = output.shape().then(scaled.size()).map(step -> moves() ? step.settled(scaled) : step);
            }
            List<String> names = new ArrayList<>(done);
            names.add(output.shape().name());
            Picture picture = then.isPresent() ? then.get().apply(scaled) : scaled;
            // where there are no steps nobody need ask for pixels
            if (!own.isEmpty() && picture.pixels() == scaled.pixels()) {
                picture = copy(picture);
            }
            List<Step> settled = new ArrayList<>();
            for (Step step : own) {
                settled.add(moves() && number == 0 ? step.settled(picture) : step);
                picture = settled.get(settled.size() - 1).apply(picture, deadline);
                names.add(step.name());
            }
            own = settled;
            format = moves() ? output.encoding().animated() : output.encoding().of(picture);
            if (picture.alpha() && format == Format.JPEG) {
                picture = FLATTEN.apply(picture);
                names.add(FLATTEN.name());
            }
            if (format == Format.GIF && picture.profile() != null) {
                // what shows GIFs takes their numbers for sRGB
                picture = Recipe.SRGB.apply(picture.pixels() == scaled.pixels() ? copy(picture) : picture);
                names.add(Recipe.SRGB.name());
            }
            operations = number == 0 ? names : operations;
            size = picture.size();
            encode(picture);
        }

        private void encode(Picture picture) {
            deadline.check();
            if (moves()) {
                writer = writer == null
                        ? encoder.writer(picture, format, output.encoding(), timing.plays(), deadline)
                        : writer;
                writer.add(
                        VariantEncoder.carrying(picture, format),
                        timing.delays().get(number),
                        deadline);
            } else {
                bytes = encoder.encode(picture, format, output.encoding(), deadline);
                deadline.check(); // the last pass of an encoder is not stopped, but what is late has failed
            }
        }

        private Rendition.Variant variant() {
            int frames = 1;
            if (writer != null) {
                frames = number;
                named(() -> bytes = writer.finish(deadline));
                writer = null; // what it held is as much as the file, of which there may be another copy soon
            }
            bytes = notice == null ? bytes : notice.in(bytes, format);
            return new Rendition.Variant(output.name(), format, size.width(), size.height(), frames, operations, bytes);
        }
    }
}
