package darkroom.intake;

import darkroom.model.Hashes;
import darkroom.model.IntakeImage;
import darkroom.model.QuarantineKeys;
import darkroom.model.Receipt;
import imaging.Recipes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Failed images as they came: the original of the quarantine, and all else as the record of the failure fixes it, the time it
 * was received too. The recipe is the one of that name that there is now. Thread-safe.
 */
public final class QuarantinedImages {
    private final S3Client s3;
    private final String bucket;
    private final Recipes recipes;

    public QuarantinedImages(S3Client s3, String bucket, Recipes recipes) {
        this.s3 = s3;
        this.bucket = bucket;
        this.recipes = recipes;
    }

    /** Why an image cannot be worked on again, in words for a person. */
    public static final class MissingException extends Exception {
        private static final long serialVersionUID = 1;

        MissingException(String message) {
            super(message);
        }
    }

    /**
     * The image of a failure, to be looked up before it is worked on.
     *
     * @throws MissingException where its original or its recipe is gone
     */
    public IntakeImage again(Receipt failure) throws MissingException {
        String recipe = recipe(failure);
        byte[] original = original(failure);
        return new IntakeImage(
                failure.id(),
                false,
                failure.customer(),
                failure.source(),
                recipe,
                failure.receivedAt(),
                original.length,
                original,
                null,
                failure.replayOf());
    }

    /**
     * Whether there is what {@link #again} needs, without the bytes.
     *
     * @throws MissingException where its original or its recipe is gone
     */
    public void check(Receipt failure) throws MissingException {
        String unused = recipe(failure);
        String key = QuarantineKeys.of(failure.customer(), failure.id());
        try {
            s3.headObject(r -> r.bucket(bucket).key(key));
        } catch (NoSuchKeyException gone) {
            throw gone(key);
        }
    }

    private static MissingException gone(String key) {
        return new MissingException("its original " + key + " is gone: it is kept for darkroom.quarantine.days");
    }

    private String recipe(Receipt failure) throws MissingException {
        String recipe = failure.recipe().split("@", 2)[0];
        if (recipes.find(recipe).isEmpty()) {
            throw new MissingException(
                    "its recipe '" + recipe + "' is no more; there are: " + String.join(", ", recipes.names()));
        }
        return recipe;
    }

    private byte[] original(Receipt failure) throws MissingException {
        String key = QuarantineKeys.of(failure.customer(), failure.id());
        try {
            byte[] bytes = s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArrayUnsafe();
            String expected =
                    failure.original() == null ? null : failure.original().sha256();
            if (expected != null && !expected.equals(Hashes.sha256(bytes))) {
                throw new MissingException(key + " holds another original");
            }
            return bytes;
        } catch (NoSuchKeyException gone) {
            throw gone(key);
        }
    }
}
