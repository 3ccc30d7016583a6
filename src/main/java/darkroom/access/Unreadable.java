package darkroom.access;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why Tomcat could not read a request, in words for who sent it. It tells the status alone. */
final class Unreadable {
    private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern WORD = Pattern.compile("[a-z]{1,32}");
    private static final Pattern DOTS = Pattern.compile("/(\\.{1,2})(?=/|$)");

    private Unreadable() {}

    /**
     * @param path as it was sent; null where Tomcat did not get so far
     * @param query the same, without the question mark
     * @param headBytes that the first line and the headers may have together
     */
    static String detail(String path, String query, int headBytes) {
        return Optional.ofNullable(path)
                .flatMap(Unreadable::path)
                .or(() -> Optional.ofNullable(query).flatMap(Unreadable::query))
                .orElseGet(() ->
                        "The server could not read the request. Check that its first line, path and query have only"
                                + " what RFC 3986 allows, that each header has a name, a colon and a value, that Host is there once,"
                                + " and that all of it has at most " + headBytes + " bytes.");
    }

    private static Optional<String> path(String sent) {
        return noEscape("path", sent, "No path of this server needs a %.")
                .or(() -> found(ESCAPE, sent)
                        .map(escape -> "The path has '" + escape.group() + "'. No path of this server needs a %:"
                                + " write its characters as they are."))
                .or(() -> sent.contains(";")
                        ? Optional.of(
                                "The path has a ';'. What follows it is no part of a path here: put parameters behind a '?'.")
                        : Optional.empty())
                .or(() -> found(DOTS, sent)
                        .map(dots -> "The path has the segment '" + dots.group(1) + "'. Write the path that is meant."))
                .or(() -> sent.contains("//")
                        ? Optional.of("The path has '//', a segment without a name. Write one '/'.")
                        : Optional.empty());
    }

    private static Optional<String> query(String sent) {
        return noEscape("query", sent, "A percent sign itself is %25.").or(() -> twice(sent));
    }

    private static Optional<String> twice(String query) {
        Set<String> seen = new HashSet<>();
        return Arrays.stream(query.split("&"))
                .map(parameter -> parameter.split("=", 2)[0])
                .filter(name -> WORD.matcher(name).matches() && !seen.add(name))
                .findFirst()
                .map(name -> "The query has '" + name + "' more than once. Give it once.");
    }

    private static Optional<String> noEscape(String part, String sent, String fix) {
        return found(NO_ESCAPE, sent)
                .map(percent -> "The " + part + " has a '%' without two hexadecimal digits behind it. " + fix);
    }

    private static Optional<Matcher> found(Pattern pattern, String sent) {
        Matcher matcher = pattern.matcher(sent);
        return matcher.find() ? Optional.of(matcher) : Optional.empty();
    }
}
