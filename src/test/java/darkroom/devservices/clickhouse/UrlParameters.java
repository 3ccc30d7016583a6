package darkroom.devservices.clickhouse;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The query string of a request: words of the HTTP interface, values of placeholders, and settings. Immutable. */
final class UrlParameters {
    /** Words that mean something to the HTTP interface and are no settings of the engine. */
    private static final Set<String> INTERFACE = Set.of(
            "query",
            "database",
            "default_format",
            "compress",
            "decompress",
            "user",
            "password",
            "quota_key",
            "query_id",
            "session_id",
            "session_timeout",
            "session_check",
            "role",
            "buffer_size",
            "wait_end_of_query",
            "stacktrace",
            "client_protocol_version",
            "close_session",
            "readonly");

    private static final String PLACEHOLDER = "param_";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> values = new LinkedHashMap<>();

    /** @param rawQuery as it came, still encoded; null for none */
    UrlParameters(String rawQuery) {
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    boolean isOn(String name) {
        return get(name, "0").equals("1");
    }

    /** Values for {@code {name:Type}} in the statement. */
    Map<String, String> placeholders() {
        Map<String, String> placeholders = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(PLACEHOLDER)) {
                placeholders.put(name.substring(PLACEHOLDER.length()), value);
            }
        });
        return placeholders;
    }

    /**
     * The settings as one {@code SET} statement, with {@code readonly} last: nothing could be set behind it.
     *
     * @param restricted the statement may not change data, whatever it sets
     * @return empty when there is nothing to set
     * @throws ServerError code 115 for a name that cannot be a setting
     */
    String setStatement(boolean restricted) {
        StringBuilder set = new StringBuilder();
        values.forEach((name, value) -> {
            if (!INTERFACE.contains(name) && !name.startsWith(PLACEHOLDER)) {
                append(set, name, value);
            }
        });
        String asked = get("readonly", "0");
        String readonly = !restricted || asked.equals("1") ? asked : "2";
        if (!readonly.equals("0")) {
            append(set, "readonly", readonly);
        }
        return set.toString();
    }

    private static void append(StringBuilder set, String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw ServerError.of(115, "UNKNOWN_SETTING", "Unknown setting '" + name + "'.");
        }
        String literal = value.replace("\\", "\\\\").replace("'", "\\'");
        set.append(set.isEmpty() ? "SET " : ", ")
                .append(name)
                .append("='")
                .append(literal)
                .append('\'');
    }
}
