package darkroom.access.quota;

/**
 * Whether a request is let in. One that is holds a place, which {@link #close} gives back.
 *
 * @param code null = it is let in; else rate-limited or quota-used-up
 * @param retryAfterSeconds where it is not
 * @param rate null = without a limit
 */
public record Admission(String code, String detail, long retryAfterSeconds, Rate rate, Runnable end)
        implements AutoCloseable {
    static Admission granted(Rate rate, Runnable end) {
        return new Admission(null, null, 0, rate, end);
    }

    static Admission refused(String code, String detail, long retryAfterSeconds, Rate rate) {
        return new Admission(code, detail, retryAfterSeconds, rate, () -> {});
    }

    public boolean isGranted() {
        return code == null;
    }

    @Override
    public void close() {
        end.run();
    }
}
