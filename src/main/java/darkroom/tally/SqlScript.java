package darkroom.tally;

import java.util.ArrayList;
import java.util.List;

/**
 * A file of SQL statements, each ended by a semicolon; the last one may do without. A semicolon inside a string
 * ({@code '..'}), an identifier ({@code ".."} or backticks) or a comment ({@code --}, {@code #} to the end of the line,
 * and block comments, which do not nest) ends nothing. The grammar is that of ClickHouse's lexer
 * ({@code src/Parsers/Lexer.cpp}), without heredocs.
 */
final class SqlScript {
    private final String text;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();

    private SqlScript(String text) {
        this.text = text;
    }

    /**
     * The statements in order, without comments.
     *
     * @throws IllegalArgumentException naming the line where a string or comment begins that never ends
     */
    static List<String> statements(String text) {
        return new SqlScript(text).split();
    }

    private List<String> split() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"' || c == '`') {
                int end = endOfQuoted(at, c);
                statement.append(text, at, end);
                at = end;
            } else if (c == '#' || text.startsWith("--", at)) {
                at = endOr(text.length(), text.indexOf('\n', at));
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw unended("comment", at);
                }
                statement.append(' ');
                at = end + 2;
            } else if (c == ';') {
                finish();
                at++;
            } else {
                statement.append(c);
                at++;
            }
        }
        finish();
        return List.copyOf(statements);
    }

    /** A quote inside is escaped by a backslash or by doubling it; doubled, it reads as an end and a new beginning. */
    private int endOfQuoted(int begin, char quote) {
        for (int at = begin + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == quote) {
                return at + 1;
            }
        }
        throw unended("quote " + quote, begin);
    }

    private void finish() {
        String whole = statement.toString().strip();
        if (!whole.isEmpty()) {
            statements.add(whole);
        }
        statement.setLength(0);
    }

    private IllegalArgumentException unended(String what, int at) {
        long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
        return new IllegalArgumentException("the " + what + " that begins in line " + line + " never ends; close it");
    }

    private static int endOr(int otherwise, int found) {
        return found < 0 ? otherwise : found;
    }
}
