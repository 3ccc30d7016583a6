package imaging;

import java.util.Locale;

/**
 * A company's step did not do its work, whatever its code threw, returned or waited for. A failure of ours rather than a
 * fault of the picture. The message names the step and holds no text of its code, so it is safe to show. Thread-safe.
 */
public final class StepException extends IllegalStateException {
    private final boolean worthAnotherTry;

    private StepException(String step, String what, boolean worthAnotherTry, Throwable cause) {
        super("The step '" + step + "' " + what + ".", cause);
        this.worthAnotherTry = worthAnotherTry;
    }

    /** @param thrown by the step, whose own words stay in the log */
    static StepException threw(String step, Throwable thrown) {
        return new StepException(step, "threw " + thrown.getClass().getName(), true, thrown);
    }

    /** @param what such as "returned null" */
    static StepException nonsense(String step, String what) {
        return new StepException(step, what, true, null);
    }

    static StepException late(String step) {
        return new StepException(
                step, "was not done by the image's deadline (darkroom.limits.image-millis)", false, null);
    }

    static StepException stuck(String step, int threads) {
        return new StepException(
                step,
                String.format(
                        Locale.ROOT,
                        "is not run: %d of its threads are stuck since earlier images; mend it and restart",
                        threads),
                false,
                null);
    }

    /** False where it would only take as long, or be refused, again. */
    public boolean isWorthAnotherTry() {
        return worthAnotherTry;
    }
}
