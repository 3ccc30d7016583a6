package darkroom.model;

/**
 * What was handed in cannot become an image at all (no customer, no credential, no bytes): permanent, and without a
 * receipt. The message names the field, the value and the fix, and is safe to show.
 */
public final class BadRequestException extends RuntimeException {
    private final String code;
    private final int status;
    private final long retryAfterSeconds;

    /** @param status the HTTP status that the code has in the contract; other doors ignore it */
    public BadRequestException(String code, int status, String message) {
        this(code, status, message, 0);
    }

    /** @param retryAfterSeconds when the same request may be right; 0 = never, or nobody knows */
    public BadRequestException(String code, int status, String message, long retryAfterSeconds) {
        super(message);
        this.code = code;
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Of a request that asks for nothing: 400 {@code malformed-request} over HTTP. */
    public static BadRequestException malformed(String message) {
        return new BadRequestException("malformed-request", 400, message);
    }

    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }
}
