package darkroom.model;

import java.util.UUID;

/** Where the originals of rejected and failed images lie, in the bucket of the archive. */
public final class QuarantineKeys {
    private QuarantineKeys() {}

    public static String of(String customer, UUID image) {
        return "quarantine/" + customer + "/" + image;
    }
}
