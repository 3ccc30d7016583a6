package imaging;

/** A variant has more bytes than {@link Limits#maxVariantBytes}. The recipe asks for too much. */
public final class VariantTooLongException extends IllegalStateException {
    public VariantTooLongException(long maxBytes) {
        super("A variant has more than " + maxBytes
                + " bytes: give its recipe a smaller box or a lower quality, or raise"
                + " darkroom.limits.variant-bytes.");
    }

    private VariantTooLongException(String message, VariantTooLongException cause) {
        super(message, cause);
    }

    /** @param variant such as "The variant 'web' of web@1" */
    VariantTooLongException at(String variant) {
        return new VariantTooLongException(variant + ": " + getMessage(), this);
    }
}
