package darkroom.intake;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of the inbox that tell their image's id, {@code CUSTOMER/RECIPE/upload-ID}: who is to put an object there knows the
 * id before the object has a version. Whatever versions such a key gets are one image.
 */
final class UploadKeys {
    private static final Pattern NAME =
            Pattern.compile("upload-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private UploadKeys() {}

    static String of(String customer, String recipe, UUID id) {
        return customer + '/' + recipe + "/upload-" + id;
    }

    /** @param name what follows customer and recipe in a key */
    static Optional<UUID> id(String name) {
        Matcher m = NAME.matcher(name);
        return m.matches() ? Optional.of(UUID.fromString(m.group(1))) : Optional.empty();
    }
}
