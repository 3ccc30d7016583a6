package darkroom.intake;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client would rather have: the header {@code Prefer} of RFC 7240. What is not known, or makes no sense, is no
 * preference.
 *
 * @param later {@code respond-async}: an answer before the work is done
 * @param waitSeconds {@code wait=N}: seconds that the client would wait for it to be done
 */
record Preferences(boolean later, OptionalInt waitSeconds) {
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?(\\d{1,6})\"?");

    static Preferences of(String header) {
        boolean later = false;
        OptionalInt wait = OptionalInt.empty();
        for (String one :
                header == null ? new String[0] : header.toLowerCase(Locale.ROOT).split("[,;]")) {
            Matcher seconds = WAIT.matcher(one.strip());
            if (one.strip().equals("respond-async")) {
                later = true;
            } else if (seconds.matches() && wait.isEmpty()) { // the first one counts
                wait = OptionalInt.of(Integer.parseInt(seconds.group(1)));
            }
        }
        return new Preferences(later, wait);
    }
}
