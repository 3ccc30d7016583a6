package darkroom.chaos;

import java.util.Locale;

/** A door, as receipts name it. */
public enum Source {
    HTTP,
    KAFKA,
    SQS;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The id of the route that is this door. */
    String route() {
        return "from-" + word();
    }
}
