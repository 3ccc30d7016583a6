package imaging;

import java.util.Optional;

/** The picture's fault, and permanent. The message is safe to show to whoever sent it and holds the numbers. */
public final class RejectedImageException extends Exception {
    /** A stable word: what is wrong with the picture. */
    public enum Code {
        UNSUPPORTED_FORMAT("unsupported-format"),
        BROKEN_IMAGE("broken-image"),
        TOO_MANY_PIXELS("too-many-pixels"),
        TOO_MANY_FRAMES("too-many-frames"),
        TOO_MANY_SCANS("too-many-scans");

        private final String word;

        Code(String word) {
            this.word = word;
        }
    }

    private final Code code;
    private final transient Header header;

    RejectedImageException(Code code, Header header, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.header = header;
    }

    RejectedImageException(Code code, Header header, String message) {
        this(code, header, message, null);
    }

    /** For engines: the bytes are not what their header promised. */
    public static RejectedImageException broken(String message) {
        return new RejectedImageException(Code.BROKEN_IMAGE, null, message);
    }

    /** For engines: it is more than they can read, within the limits though it is. */
    public static RejectedImageException tooManyPixels(String message) {
        return new RejectedImageException(Code.TOO_MANY_PIXELS, null, message);
    }

    /** Such as {@code too-many-pixels}. */
    public String code() {
        return code.word;
    }

    /** What could be read before the refusal. */
    public Optional<Header> header() {
        return Optional.ofNullable(header);
    }

    boolean is(Code what) {
        return code == what;
    }

    /** The same refusal with one more sentence. */
    RejectedImageException and(String advice) {
        return new RejectedImageException(code, header, getMessage() + " " + advice, this);
    }

    /** The same refusal, now that the header is known. */
    RejectedImageException of(Header known) {
        return new RejectedImageException(code, known, getMessage(), this);
    }
}
