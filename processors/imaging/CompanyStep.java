package imaging;

import imaging.step.BytesStep;
import imaging.step.ImageStep;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.util.concurrent.Callable;

/**
 * A company's step among ours. All of its code runs on threads of its own ({@link StepThreads}), what is only arithmetic
 * too: it may hang as well, and each question has the time of an image. And what comes of it is held
 * against what it announced, so that whatever it does ends as a {@link StepException} by its name. Thread-safe if the
 * company's code is.
 */
final class CompanyStep implements Step {
    /** Far more than any picture has, and little enough to be reckoned with: whoever announces more does not mean it. */
    private static final long MOST_PIXELS = 1L << 40;

    /** The same of memory, in bytes. */
    private static final long MOST_BYTES = 1L << 40;

    private final String name;
    private final imaging.step.Step step;
    private final StepThreads threads;
    private final Limits limits;
    private final StepFile files;

    /** @param step as a recipe asks for it, for pictures of the original's size */
    CompanyStep(String name, imaging.step.Step step, StepThreads threads, Limits limits) {
        this.name = name;
        this.step = step;
        this.threads = threads;
        this.limits = limits;
        this.files = new StepFile(limits);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean worksOnItsCaller() {
        return false;
    }

    @Override
    public Size size(Size before) {
        return ask(() -> announced(before));
    }

    private Size announced(Size before) {
        Dimension size = step.size(dimension(before));
        if (size == null || size.width < 1 || size.height < 1 || (long) size.width * size.height > MOST_PIXELS) {
            throw StepException.nonsense(
                    name,
                    "announced " + (size == null ? "no size" : size.width + "x" + size.height) + " for " + before);
        }
        return new Size(size.width, size.height);
    }

    @Override
    public Step scaled(double factor) {
        if (factor == 1) {
            return this;
        }
        imaging.step.Step scaled = ask(() -> step.scaled(factor));
        if (scaled == null) {
            throw StepException.nonsense(name, "scaled itself to null");
        }
        return new CompanyStep(name, scaled, threads, limits);
    }

    @Override
    public long memoryNeeded(Size size) {
        Size after = size(size);
        long own = ask(() -> step.memoryNeeded(dimension(size)));
        if (own < 0 || own > MOST_BYTES) {
            throw StepException.nonsense(name, "announced that it takes " + own + " bytes for " + size);
        }
        return own + (step instanceof BytesStep ? StepFile.memoryNeeded(size, after) : after.pixels() * 4);
    }

    @Override
    public boolean mayVeil() {
        return true;
    }

    /** On the caller's own thread, which waits for it as long as it takes. */
    @Override
    public Picture apply(Picture picture) {
        try {
            return work(picture, Deadline.in(limits.maxTime()));
        } catch (Throwable t) { // whatever it is, it has the name of the step
            throw StepThreads.failure(name, t);
        }
    }

    @Override
    public Picture apply(Picture picture, Deadline deadline) {
        deadline.check();
        picture.pixels(); // here and not there: what an engine holds may be closed while a stuck thread still has the
        // picture
        return threads.run(() -> work(picture, deadline), deadline);
    }

    private Picture work(Picture picture, Deadline deadline) throws Exception {
        Size announced = announced(picture.size());
        if (announced.width() > limits.maxSide()
                || announced.height() > limits.maxSide()
                || announced.pixels() > limits.maxPixels()) {
            throw StepException.nonsense(
                    name,
                    "makes " + announced + " of " + picture.size() + ", which is over the limits (" + limits.maxPixels()
                            + " pixels, " + limits.maxSide() + " a side)");
        }
        if (step instanceof BytesStep bytes) {
            return files.run(bytes, name, picture, announced, deadline);
        }
        BufferedImage result = ((ImageStep) step).apply(picture.pixels());
        if (result == null) {
            throw StepException.nonsense(name, "returned null");
        }
        checkSize(name, new Size(result.getWidth(), result.getHeight()), announced);
        BufferedImage adopted = ForeignImage.adopt(result);
        BufferedImage canvas = picture.alpha() ? adopted : ForeignImage.withoutSpareAlpha(adopted);
        boolean alpha = canvas.getColorModel().hasAlpha();
        boolean gray = picture.gray() && ForeignImage.isGray(canvas);
        return new Picture(canvas, alpha, gray, picture.orientation(), picture.profile());
    }

    static void checkSize(String step, Size made, Size announced) {
        if (!made.equals(announced)) {
            throw StepException.nonsense(step, "made a picture of " + made + " and had announced " + announced);
        }
    }

    private <T> T ask(Callable<T> question) {
        return threads.run(question, Deadline.in(limits.maxTime()));
    }

    private static Dimension dimension(Size size) {
        return new Dimension(size.width(), size.height());
    }
}
