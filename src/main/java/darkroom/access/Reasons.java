package darkroom.access;

import darkroom.model.Receipt;
import java.util.Map;

/** The words that go with the codes of the contract. */
final class Reasons {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("malformed-request", "The request is malformed"),
            Map.entry("unknown-recipe", "There is no such recipe"),
            Map.entry("no-credential", "A credential is needed"),
            Map.entry("bad-credential", "The credential is not valid"),
            Map.entry("not-allowed", "Not allowed"),
            Map.entry("not-found", "Not found"),
            Map.entry("method-not-allowed", "The method is not allowed here"),
            Map.entry("request-timeout", "The request did not come in time"),
            Map.entry("rate-limited", "Too many requests"),
            Map.entry("quota-used-up", "The quota is used up"),
            Map.entry("in-progress", "The same request is still in work"),
            Map.entry("locked", "The image is locked until its retention ends"),
            Map.entry("expired", "Its time is over"),
            Map.entry("length-required", "The length of the body is needed"),
            Map.entry("too-many-bytes", "Too many bytes"),
            Map.entry("unsupported-format", "The format is not supported"),
            Map.entry("broken-image", "The image is broken"),
            Map.entry("too-many-pixels", "The image has too many pixels"),
            Map.entry("too-many-frames", "The image has too many frames"),
            Map.entry("too-many-scans", "The image has too many scans"),
            Map.entry("idempotency-key-reused", "The Idempotency-Key was used for another request"),
            Map.entry("processing-failed", "The work failed"),
            Map.entry("busy", "Busy"),
            Map.entry("unavailable", "Not available for now"));

    private static final Map<String, String> FIXES = Map.of(
            "unsupported-format", "The bytes count, not the name or the content type.",
            "broken-image", "The bytes end early or contradict themselves; export the image again.",
            "too-many-pixels", "Scale it down before sending it.",
            "too-many-frames", "Send fewer frames.",
            "too-many-scans", "Save it with fewer progressive scans.",
            "too-many-bytes", "Send a smaller file.");

    private Reasons() {}

    static String title(String code) {
        return TITLES.getOrDefault(code, code);
    }

    /** What to do about it, or nothing. */
    static String fix(String code) {
        return FIXES.getOrDefault(code, "");
    }

    /** What the receipt tells of the picture, and the fix. */
    static String detail(Receipt receipt) {
        Receipt.Original o = receipt.original();
        StringBuilder seen = new StringBuilder("The image");
        if (o.format() != null) {
            seen.append(" (").append(o.format());
            if (o.width() != null) {
                seen.append(", ").append(o.width()).append('x').append(o.height());
            }
            seen.append(", ").append(o.bytes()).append(" bytes)");
        } else if (o.bytes() != null) {
            seen.append(" (").append(o.bytes()).append(" bytes)");
        }
        return seen.append(" was refused: ")
                .append(title(receipt.reason()).toLowerCase(java.util.Locale.ROOT))
                .append(". ")
                .append(fix(receipt.reason()))
                .toString()
                .strip();
    }
}
