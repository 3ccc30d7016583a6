package darkroom.devservices.clickhouse;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the bytes of ClickHouse SQL token by token, far enough to tell words from strings, comments and symbols.
 * Bytes and not characters, since what follows an INSERT may be any binary format. Never leaves the range it was given.
 */
final class SqlCursor {
    /** What {@link #next} found. */
    enum Token {
        WORD,
        QUOTED,
        SYMBOL,
        END
    }

    private final byte[] sql;
    private final int end;
    private int start;
    private int at;

    SqlCursor(byte[] sql, int end) {
        this.sql = sql;
        this.end = end;
    }

    /** Skips blanks and comments, then takes one token: a word, a quoted thing as a whole, or one other byte. */
    Token next() {
        skipBlanks();
        start = at;
        if (at >= end) {
            return Token.END;
        }
        int c = sql[at];
        if (isWord(c)) {
            while (at < end && isWord(sql[at])) {
                at++;
            }
            return Token.WORD;
        }
        if (c == '\'' || c == '`' || c == '"') {
            skipQuoted(c);
            return Token.QUOTED;
        }
        if (c == '$' && skipHeredoc()) {
            return Token.QUOTED;
        }
        at++;
        return Token.SYMBOL;
    }

    /** Offset of the last token's first byte. */
    int start() {
        return start;
    }

    /** Offset behind the last token. */
    int position() {
        return at;
    }

    /** The last token's first byte. */
    int symbol() {
        return sql[start];
    }

    String word() {
        return new String(sql, start, at - start, StandardCharsets.UTF_8);
    }

    boolean isWord(String keyword) {
        return at - start == keyword.length() && word().equalsIgnoreCase(keyword);
    }

    private static boolean isWord(int c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c < 0;
    }

    private boolean sees(int first, int second) {
        return at + 1 < end && sql[at] == first && sql[at + 1] == second;
    }

    private void skipBlanks() {
        while (at < end) {
            int c = sql[at];
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                at++;
            } else if (sees('-', '-') || sees('#', ' ') || sees('#', '!')) {
                while (at < end && sql[at] != '\n') {
                    at++;
                }
            } else if (sees('/', '*')) {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    /** Block comments nest, as in the SQL standard. */
    private void skipBlockComment() {
        int depth = 0;
        do {
            if (sees('/', '*')) {
                depth++;
                at += 2;
            } else if (sees('*', '/')) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < end);
        at = Math.min(at, end);
    }

    /** A doubled quote inside a string reads as two strings in a row, which is the same to us. */
    private void skipQuoted(int quote) {
        at++;
        while (at < end && sql[at] != quote) {
            at += sql[at] == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, end);
    }

    /** {@code $tag$ ... $tag$}; anything else that begins with a dollar is a symbol. */
    private boolean skipHeredoc() {
        int tag = at + 1;
        while (tag < end && isWord(sql[tag])) {
            tag++;
        }
        if (tag >= end || sql[tag] != '$') {
            return false;
        }
        int length = tag + 1 - at;
        for (int close = tag + 1; close + length <= end; close++) {
            if (matches(close, length)) {
                at = close + length;
                return true;
            }
        }
        return false;
    }

    private boolean matches(int other, int length) {
        for (int i = 0; i < length; i++) {
            if (sql[at + i] != sql[other + i]) {
                return false;
            }
        }
        return true;
    }
}
