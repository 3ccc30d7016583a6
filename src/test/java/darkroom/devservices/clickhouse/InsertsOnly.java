package darkroom.devservices.clickhouse;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the grants of {@code darkroom_writer} in deploy/clickhouse/roles.sql do on a server: rows into two tables, and nothing
 * out. Beside that a writer may ask which columns these tables have, and what no table knows, as the JDBC driver does when it
 * connects. The engine in this process has one user for all, so it is looked up in its own parse of a statement.
 */
final class InsertsOnly {
    private static final Set<String> TABLES = Set.of("darkroom.image_tallies", "darkroom.customers");

    /** One blank is the depth of what is inserted into: a column stands deeper. */
    private static final Pattern INSERT =
            Pattern.compile("\\AInsertQuery +\\(children \\d+\\)\\n Identifier (\\S+)(?:\\n Identifier (\\S+))?\\n");

    private static final Pattern DESCRIBE = Pattern.compile(
            "\\ADescribeQuery \\(children \\d+\\)\\n TableExpression \\(children 1\\)\\n  TableIdentifier (\\S+)\\n");

    /** Whatever could be read, and whatever is no SELECT. */
    private static final Pattern READS =
            Pattern.compile("TableExpression|Identifier|Subquery|\\A(?!SelectWithUnionQuery)");

    private static final Pattern FUNCTION = Pattern.compile("Function (\\w+)");
    /** Of what a table is named in is none: dictGet, joinGet and their like read one that stands in a string. */
    private static final Set<String> ABOUT_THE_SERVER =
            Set.of("currentuser", "user", "timezone", "version", "currentdatabase", "getsetting", "hostname", "now");

    private static final byte[] CURRENT = "SELECT currentDatabase()".getBytes(StandardCharsets.UTF_8);

    private InsertsOnly() {}

    /** @throws ServerError code 497, as a server's where a grant is missing; what is wrong with a statement that cannot be read */
    static void check(ChdbConnection connection, Query query) {
        if (query.isInsert()) {
            Matcher into = INSERT.matcher(connection.text(ViewsOnly.explain(query.sql(), " VALUES")));
            refuse(!into.find() || !known(connection, into.group(1), into.group(2)));
            return;
        }
        String parsed = connection.text(ViewsOnly.explain(query.sql(), ""));
        Matcher described = DESCRIBE.matcher(parsed);
        if (described.find()) {
            String[] name = described.group(1).split("\\.", 2);
            refuse(!known(connection, name[0], name.length == 2 ? name[1] : null));
            return;
        }
        refuse(READS.matcher(parsed).find());
        for (MatchResult named : FUNCTION.matcher(parsed).results().toList()) {
            refuse(!ABOUT_THE_SERVER.contains(named.group(1).toLowerCase(Locale.ROOT)));
        }
    }

    /** @param second null where the first is the table's name already, in the current database */
    private static boolean known(ChdbConnection connection, String first, String second) {
        String name = second == null ? connection.text(CURRENT).strip() + "." + first : first + "." + second;
        return TABLES.contains(name);
    }

    private static void refuse(boolean wrong) {
        if (wrong) {
            throw ServerError.of(
                    497,
                    "ACCESS_DENIED",
                    "writer: Not enough privileges. It may INSERT rows that come with the statement into "
                            + String.join(" and ", TABLES.stream().sorted().toList())
                            + ", and neither read nor change what is there.");
        }
    }
}
