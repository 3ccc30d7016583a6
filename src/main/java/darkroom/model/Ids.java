package darkroom.model;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The ids of images as text. */
public final class Ids {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Ids() {}

    /** The id; empty where the text is none, or null. */
    public static Optional<UUID> image(String text) {
        return text != null && FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
