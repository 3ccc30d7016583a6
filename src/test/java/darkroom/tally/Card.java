package darkroom.tally;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A query of the dashboards: its file, and what its front comment says of it. */
record Card(String id, String text) {
    /** What a filter of that name is asked of. */
    static final Map<String, String> FILTERS =
            Map.of("period", "day", "customer", "customer", "source", "source", "type", "input_format");

    private static final String PLACE = "/* filters */";

    static List<Card> all() {
        try (Stream<Path> files = Files.list(Path.of("dashboards/queries"))) {
            return files.sorted()
                    .map(file -> new Card(file.getFileName().toString().replace(".sql", ""), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> filters() {
        String named = found("(?m)^-- Filters: (.+)$");
        return named.equals("none") ? List.of() : Arrays.asList(named.split(", "));
    }

    /** Whether a customer may see it, and not staff alone. */
    boolean forCustomers() {
        return text.contains("\n-- Audience: customer\n");
    }

    String view() {
        return found("(?m)^FROM darkroom\\.(\\w+)$");
    }

    /** The query, with a condition where the tools put theirs. */
    String where(String condition) {
        if (!text.contains(PLACE)) {
            throw new AssertionError(id + ".sql has no place for filters: " + PLACE);
        }
        return text.replace(PLACE, "AND " + condition);
    }

    private String found(String pattern) {
        Matcher m = Pattern.compile(pattern).matcher(text);
        if (!m.find()) {
            throw new AssertionError(id + ".sql holds nothing like " + pattern);
        }
        return m.group(1);
    }

    @Override
    public String toString() {
        return id;
    }
}
