package darkroom.devservices.clickhouse;

import java.util.Arrays;
import java.util.Optional;

/** What a client may ask over HTTP: one statement, that neither reads nor writes files of this machine. */
final class Statement {
    private Statement() {}

    /**
     * Checks a statement (without an INSERT's data).
     *
     * @return the format that it names itself, if it does
     * @throws ServerError code 62 for nothing and for a second statement; code 497 for {@code INTO OUTFILE} and
     *     {@code FROM INFILE}, which the engine, thinking itself a command line tool, would do
     */
    static Optional<String> check(byte[] sql, int length) {
        SqlCursor cursor = new SqlCursor(Arrays.copyOf(sql, length), length);
        String before = "";
        String format = null;
        boolean ended = false;
        boolean empty = true;
        for (SqlCursor.Token token = cursor.next(); token != SqlCursor.Token.END; token = cursor.next()) {
            if (token == SqlCursor.Token.SYMBOL && cursor.symbol() == ';') {
                ended = true;
                continue;
            }
            if (ended) {
                throw ServerError.syntax(
                        "Multi-statements are not allowed: send each statement in a request of its own.");
            }
            empty = false;
            String word = token == SqlCursor.Token.WORD ? cursor.word() : "";
            refuseFiles(before, word);
            if (before.equalsIgnoreCase("FORMAT") && !word.isEmpty()) {
                format = word;
            }
            before = word;
        }
        if (empty) {
            throw ServerError.syntax("Empty query.");
        }
        return Optional.ofNullable(format);
    }

    private static void refuseFiles(String before, String word) {
        boolean out = before.equalsIgnoreCase("INTO") && word.equalsIgnoreCase("OUTFILE");
        boolean in = before.equalsIgnoreCase("FROM") && word.equalsIgnoreCase("INFILE");
        if (out || in) {
            throw ServerError.of(497, "ACCESS_DENIED", before + " " + word + " is not allowed over HTTP.");
        }
    }
}
