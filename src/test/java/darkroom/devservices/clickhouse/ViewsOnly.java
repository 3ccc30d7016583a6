package darkroom.devservices.clickhouse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the grants of deploy/clickhouse/roles.sql do on a server: an analyst reads the views {@code bi_*} of the platform's
 * database and none of its tables. The engine in this process has one user for all, so the tables that a statement names are
 * looked up in its own parse of it. For development: a server's grants also know what a function reads.
 */
final class ViewsOnly {
    private static final Pattern TABLE = Pattern.compile("TableIdentifier (?:darkroom\\.)?(\\w+)");
    private static final Pattern QUALIFIED = Pattern.compile("Identifier darkroom\\.(\\w+)");
    private static final Pattern FUNCTION = Pattern.compile("TableExpression \\(children \\d+\\)\\s+Function (\\w+)");
    /** They read a dictionary, which is named in a string. */
    private static final Pattern LOOK_UP = Pattern.compile("Function (dict(?:Get|Has|Is)\\w*)");

    /** A name that only the parameters of the request tell. */
    private static final Pattern PARAMETER = Pattern.compile("\\{\\s*(\\w+)\\s*:\\s*Identifier\\s*}");

    /** Table functions by which a table can be named in a string. */
    private static final Set<String> AROUND = Set.of(
            "merge",
            "dictionary",
            "loop",
            "remote",
            "cluster",
            "clusterAllReplicas",
            "mergeTreeIndex",
            "mergeTreeProjection",
            "mergeTreeAnalyzeIndexes");

    private static final byte[] TABLES =
            "SELECT name FROM system.tables WHERE database = 'darkroom' AND NOT startsWith(name, 'bi_')"
                    .getBytes(StandardCharsets.UTF_8);

    private ViewsOnly() {}

    /** @throws ServerError code 497, as a server's where a grant is missing */
    static void check(ChdbConnection connection, byte[] sql) {
        for (MatchResult named : PARAMETER
                .matcher(new String(sql, StandardCharsets.UTF_8))
                .results()
                .toList()) {
            refuse("{" + named.group(1) + ":Identifier}", true);
        }
        String parsed;
        try {
            parsed = connection.text(explain(sql, ""));
        } catch (ServerError unreadable) {
            return; // the statement itself tells better what is wrong with it
        }
        Set<String> tables = connection.text(TABLES).lines().collect(Collectors.toSet());
        for (Pattern pattern : new Pattern[] {TABLE, QUALIFIED}) {
            for (MatchResult named : pattern.matcher(parsed).results().toList()) {
                refuse(named.group(1), tables.contains(named.group(1)));
            }
        }
        for (MatchResult named : LOOK_UP.matcher(parsed).results().toList()) {
            refuse(named.group(1) + "()", true);
        }
        for (MatchResult named : FUNCTION.matcher(parsed).results().toList()) {
            refuse(named.group(1) + "()", AROUND.contains(named.group(1)));
        }
    }

    /** A statement that tells how the engine reads another one, with what that one has lost of its end. */
    static byte[] explain(byte[] sql, String end) {
        ByteArrayOutputStream explained = new ByteArrayOutputStream(sql.length + 32);
        explained.writeBytes("EXPLAIN AST ".getBytes(StandardCharsets.UTF_8));
        explained.writeBytes(sql);
        explained.writeBytes(end.getBytes(StandardCharsets.UTF_8));
        return explained.toByteArray();
    }

    private static void refuse(String table, boolean wrong) {
        if (wrong) {
            throw ServerError.of(
                    497,
                    "ACCESS_DENIED",
                    "analyst: Not enough privileges. To execute this query, it's necessary to have the grant SELECT ON darkroom."
                            + table + ". Analysts read the views bi_*.");
        }
    }
}
