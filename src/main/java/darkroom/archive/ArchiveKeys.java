package darkroom.archive;

import darkroom.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where objects lie. Keys are made of a checked customer, an id and fixed words only: camel-aws2-s3 evaluates a key that
 * holds a dollar sign and a brace, and a key from user text would cross tenants.
 */
final class ArchiveKeys {
    /** Receipts that are still to be announced. */
    static final String MARKERS = "unannounced/";

    /** Also {@link #beside} another one. */
    private static final Pattern ORIGINAL = Pattern.compile("original(-[0-9a-f]{64})?\\..*");

    private static final Pattern SAFE = Pattern.compile("[a-z0-9/._-]+");

    private ArchiveKeys() {}

    static String folder(String customer, UUID id) {
        return safe("archive/" + customer + "/" + id + "/");
    }

    static String receipt(String customer, UUID id) {
        return folder(customer, id) + "receipt.json";
    }

    /**
     * Where an object lies whose own key is taken by one of another original or recipe: beside it, marked by both. The
     * mark is longer than a variant's name may be, so that it is no variant's name.
     */
    static String beside(String key, String original, String recipe) {
        String mark = "-" + Hashes.sha256((original + ' ' + recipe).getBytes(StandardCharsets.UTF_8));
        int dot = key.lastIndexOf('.');
        return safe(dot < 0 ? key + mark : key.substring(0, dot) + mark + key.substring(dot));
    }

    static String failure(String customer, UUID id, int number) {
        return failures(customer, id) + number + ".json";
    }

    static String failures(String customer, UUID id) {
        return folder(customer, id) + "failed-";
    }

    /** What lies under a key, in the words of the tag {@code kind}. */
    static String kind(String key) {
        if (!key.startsWith("archive/")) {
            return key.startsWith("quarantine/") ? "quarantine" : "marker";
        }
        String name = key.substring(key.lastIndexOf('/') + 1);
        if (name.equals("receipt.json")) {
            return "receipt";
        }
        if (name.startsWith("failed-")) {
            return "failure";
        }
        return ORIGINAL.matcher(name).matches() ? "original" : "variant";
    }

    static String marker(UUID id) {
        return MARKERS + id;
    }

    /** @throws IllegalArgumentException on a key with any other character than a-z 0-9 / . _ - or with a {@code ..} */
    static String safe(String key) {
        if (!SAFE.matcher(key).matches() || key.contains("..")) {
            throw new IllegalArgumentException(
                    "'" + key + "' is no key of the archive: only a-z 0-9 / . _ - may be in it");
        }
        return key;
    }
}
