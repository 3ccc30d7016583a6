package darkroom.intake;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of the inbox that tell their image's id, {@code CUSTOMER/-/upload-ID}: who is to put an object there knows the id
 * before the object has a version. The recipe is metadata, so that one id is one key, and S3 itself lets nobody put a
 * second picture there. Whatever versions such a key gets are one image.
 */
final class UploadKeys {
    /** In the place of a recipe: none has that name. */
    private static final String ANY_RECIPE = "-";

    private static final Pattern NAME =
            Pattern.compile("upload-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private UploadKeys() {}

    static String of(String customer, UUID id) {
        return customer + '/' + ANY_RECIPE + "/upload-" + id;
    }

    static boolean isOne(String key) {
        String[] part = key.split("/", 3);
        return part.length == 3 && id(part[1], part[2]).isPresent();
    }

    /**
     * @param recipe the second part of a key
     * @param name what follows that
     */
    static Optional<UUID> id(String recipe, String name) {
        Matcher m = NAME.matcher(name);
        return recipe.equals(ANY_RECIPE) && m.matches() ? Optional.of(UUID.fromString(m.group(1))) : Optional.empty();
    }
}
