package darkroom.devservices.clickhouse;

import java.util.Optional;

/**
 * Where the statement ends and its data begins in {@code INSERT INTO t (...) SETTINGS ... FORMAT X<data>} or
 * {@code ... VALUES <data>}.
 *
 * @param prefixEnd offset behind the statement, without FORMAT or VALUES
 * @param format the name of the data's format
 * @param dataStart offset of the data's first byte; as in ClickHouse, blanks and one line end behind the name are no data
 */
record InsertStatement(int prefixEnd, String format, int dataStart) {

    /**
     * Finds the split in the first bytes of a request.
     *
     * @param length how many bytes of {@code sql} to look at
     * @return empty for whatever is no INSERT with data: {@code INSERT ... SELECT}, {@code FROM INFILE}, other statements
     */
    static Optional<InsertStatement> find(byte[] sql, int length) {
        SqlCursor cursor = new SqlCursor(sql, length);
        if (cursor.next() != SqlCursor.Token.WORD || !cursor.isWord("INSERT")) {
            return Optional.empty();
        }
        int depth = 0;
        for (SqlCursor.Token token = cursor.next(); token != SqlCursor.Token.END; token = cursor.next()) {
            if (token == SqlCursor.Token.SYMBOL) {
                depth += nesting(cursor.symbol());
            } else if (token == SqlCursor.Token.WORD && depth == 0) {
                if (takesNoData(cursor)) {
                    return Optional.empty();
                }
                if (cursor.isWord("VALUES")) {
                    return Optional.of(new InsertStatement(cursor.start(), "Values", cursor.position()));
                }
                if (cursor.isWord("FORMAT")) {
                    int prefixEnd = cursor.start();
                    return cursor.next() == SqlCursor.Token.WORD
                            ? Optional.of(new InsertStatement(
                                    prefixEnd, cursor.word(), dataStart(sql, cursor.position(), length)))
                            : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static boolean takesNoData(SqlCursor cursor) {
        return cursor.isWord("SELECT") || cursor.isWord("WITH") || cursor.isWord("INFILE") || cursor.isWord("WATCH");
    }

    private static int nesting(int symbol) {
        return switch (symbol) {
            case '(', '[', '{' -> 1;
            case ')', ']', '}' -> -1;
            default -> 0;
        };
    }

    private static int dataStart(byte[] sql, int from, int length) {
        int at = from;
        while (at < length && (sql[at] == ' ' || sql[at] == '\t' || sql[at] == '\f')) {
            at++;
        }
        if (at < length && sql[at] == '\r') {
            at++;
        }
        return at < length && sql[at] == '\n' ? at + 1 : at;
    }
}
