package imaging;

/** An image took longer than {@link Limits#maxTime}, or would. A failure of ours rather than a fault of the picture. */
public final class DeadlineException extends IllegalStateException {
    DeadlineException(String message) {
        super(message);
    }

    private DeadlineException(String message, DeadlineException cause) {
        super(message, cause);
    }

    /** @param variant that was in work, such as "The variant 'web' of web@1" */
    DeadlineException at(String variant) {
        return new DeadlineException(variant + ": " + getMessage(), this);
    }
}
