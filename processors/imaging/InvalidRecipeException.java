package imaging;

/** A recipe that cannot be used. The message says the file, the line, what is wrong and how to put it right. */
public final class InvalidRecipeException extends IllegalArgumentException {
    InvalidRecipeException(String message) {
        super(message);
    }

    InvalidRecipeException(String message, Throwable cause) {
        super(message, cause);
    }
}
