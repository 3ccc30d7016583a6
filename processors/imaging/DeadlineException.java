package imaging;

/** An image took longer than {@link Limits#maxTime}. A failure of ours rather than a fault of the picture. */
public final class DeadlineException extends IllegalStateException {
    DeadlineException(String message) {
        super(message);
    }
}
