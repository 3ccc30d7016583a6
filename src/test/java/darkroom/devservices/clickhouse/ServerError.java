package darkroom.devservices.clickhouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error as ClickHouse words it: {@code Code: 60. DB::Exception: ... (UNKNOWN_TABLE)}. The message goes to the client. */
final class ServerError extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Pattern CODE = Pattern.compile("Code: (\\d+)");
    /** An error that the engine has thrown on, as another with the same words around it. */
    private static final Pattern AGAIN = Pattern.compile(
            "(?s)Code: (\\d+)\\. DB::Exception: (Code: \\1\\. DB::Exception: .*)\\. \\([A-Z_]+\\)(?: \\(version [^)]*\\))?");

    private static final int UNKNOWN_EXCEPTION = 1002;

    private final int code;

    /** An error that the engine reported; the code is read from its text. */
    ServerError(String message) {
        super(once(message.strip()));
        Matcher number = CODE.matcher(message);
        code = number.find() ? Integer.parseInt(number.group(1)) : UNKNOWN_EXCEPTION;
    }

    private static String once(String message) {
        Matcher again = AGAIN.matcher(message);
        return again.matches() ? once(again.group(2)) : message;
    }

    /** An error that this front found itself, in the engine's words. */
    static ServerError of(int code, String name, String what) {
        return new ServerError("Code: %d. DB::Exception: %s (%s)".formatted(code, what, name));
    }

    static ServerError syntax(String what) {
        return of(62, "SYNTAX_ERROR", "Syntax error: " + what);
    }

    /** ClickHouse's number of the error. */
    int code() {
        return code;
    }

    /** The HTTP status that ClickHouse's own server answers with for this code. */
    int status() {
        return switch (code) {
            case 6, 26, 27, 36, 38, 41, 42, 43, 44, 46, 53, 62, 69, 70, 72, 115, 117, 456, 457 -> 400;
            case 16, 47, 60, 81, 218 -> 404;
            case 192, 193, 497, 516 -> 403;
            case 159, 160 -> 408;
            case 48 -> 501;
            default -> 500;
        };
    }
}
