package darkroom.tally;

import darkroom.model.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * One numbered step of the schema. Its statements are idempotent ({@code IF NOT EXISTS}) and name the database, because
 * several replicas may apply it at once, and one may die in the middle.
 *
 * @param file {@code NNN_words.sql}
 * @param sql line ends are normalised, so that a checkout on another system has the same checksum
 */
public record Migration(String file, String sql) {
    private static final Pattern NAME = Pattern.compile("[0-9]{3}_[a-z0-9_]+[.]sql");

    private static final Pattern TABLE = Pattern.compile("(?m)^CREATE TABLE IF NOT EXISTS darkroom[.]([a-z_]+)");

    public Migration {
        if (!NAME.matcher(file).matches()) {
            throw new IllegalStateException("Migration '" + file
                    + "' has no name of the form 004_what_it_adds.sql (a number of three digits, small letters,"
                    + " digits and _); rename it");
        }
        sql = sql.replace("\r\n", "\n");
    }

    /** All that a location pattern finds, for instance {@code classpath:clickhouse/*.sql}. */
    public static List<Migration> at(String pattern) throws IOException {
        List<Migration> found = new ArrayList<>();
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources(pattern)) {
            found.add(new Migration(resource.getFilename(), resource.getContentAsString(StandardCharsets.UTF_8)));
        }
        return found;
    }

    public int number() {
        return Integer.parseInt(file.substring(0, 3));
    }

    /** Lower-case hex of the file as it is, comments included. */
    public String sha256() {
        return Hashes.sha256(sql.getBytes(StandardCharsets.UTF_8));
    }

    /** Those that it makes, without the database. */
    List<String> tables() {
        return TABLE.matcher(sql).results().map(found -> found.group(1)).toList();
    }

    List<String> statements() {
        try {
            return SqlScript.statements(sql);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalStateException("Migration " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
