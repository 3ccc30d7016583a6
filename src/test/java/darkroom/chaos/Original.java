package darkroom.chaos;

import darkroom.model.Hashes;
import imaging.RejectedImageException;
import imaging.Rendition;
import java.util.List;

/**
 * A picture that is handed in, and what the recipe makes of it, made beside the app by the same library.
 *
 * @param variants none where it is to be refused
 * @param reason why it is to be refused; else null
 */
record Original(byte[] bytes, String sha256, List<Variant> variants, String reason) {
    /** What must be stored under its name, byte for byte. */
    record Variant(String name, String extension, String sha256) {}

    static Original sound(byte[] bytes, Rendition made) {
        List<Variant> variants = made.variants().stream()
                .map(v -> new Variant(v.name(), v.format().extension(), Hashes.sha256(v.bytes())))
                .toList();
        return new Original(bytes, Hashes.sha256(bytes), variants, null);
    }

    static Original refused(byte[] bytes, RejectedImageException why) {
        return new Original(bytes, Hashes.sha256(bytes), List.of(), why.code());
    }

    String outcome() {
        return reason == null ? "ok" : "rejected";
    }
}
