package darkroom.tally;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** A customer's own numbers, by day, type, source and outcome, as JSON or CSV. Days are UTC. Thread-safe. */
public final class Usage {
    private static final int DEFAULT_DAYS = 30;
    private static final int MAX_DAYS = 400;
    /** ClickHouse's Date begins here; what is outside its range would be taken for another day. */
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);

    private static final LocalDate LAST = LocalDate.of(2149, 6, 6);
    private static final MediaType CSV = MediaType.parseMediaType("text/csv");

    private static final String SQL = """
            SELECT toString(day) AS day, input_format AS type, source, outcome, sum(t.images) AS images,
                countIf(variant != '') AS variants, sum(t.bytes_received) AS bytesReceived, sum(t.bytes_out) AS bytesOut
            FROM darkroom.bi_tallies AS t
            WHERE customer_id = :?customer AND t.day BETWEEN toDate(:?from) AND toDate(:?to)
            GROUP BY day, type, source, outcome
            ORDER BY day, type, source, outcome""";
    /** In this order in both formats. */
    private static final List<String> COLUMNS =
            List.of("day", "type", "source", "outcome", "images", "variants", "bytesReceived", "bytesOut");

    private final ObjectMapper json;
    private final Clock clock;

    public Usage(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** What somebody wants to know; both days are included. */
    public record Question(String customer, LocalDate from, LocalDate to, boolean csv) {
        /** With the named parameters of camel-jdbc. */
        public String sql() {
            return SQL;
        }

        public Map<String, Object> parameters() {
            return Map.of("customer", customer, "from", from.toString(), "to", to.toString());
        }

        public String contentType() {
            return csv ? "text/csv; charset=utf-8" : "application/json";
        }
    }

    /**
     * @param customer from the credential, never from the query
     * @param from first day, {@code YYYY-MM-DD}; by default 29 days before the last
     * @param to last day; by default today
     * @param accept JSON unless it prefers {@code text/csv}
     * @throws BadRequestException {@code malformed-request}, naming the parameter, its value and the fix
     */
    public Question ask(
            @Variable("customer") String customer,
            @Header("from") String from,
            @Header("to") String to,
            @Header("Accept") String accept) {
        LocalDate last = to == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : day("to", to);
        LocalDate first = from == null ? last.minusDays(DEFAULT_DAYS - 1) : day("from", from);
        if (first.isAfter(last)) {
            throw BadRequestException.malformed("from=%s is after to=%s; swap them".formatted(first, last));
        }
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        if (days > MAX_DAYS) {
            throw BadRequestException.malformed(
                    "from=%s to=%s are %d days; ask for at most %d at once".formatted(first, last, days, MAX_DAYS));
        }
        return new Question(customer, first, last, prefersCsv(accept));
    }

    /** @param rows as camel-jdbc's {@code SelectList} gives them */
    public String answer(@Body List<Map<String, Object>> rows, @Variable("question") Question question)
            throws JsonProcessingException {
        return question.csv() ? csv(rows) : json(rows, question);
    }

    private String json(List<Map<String, Object>> rows, Question question) throws JsonProcessingException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("customer", question.customer());
        answer.put("from", question.from().toString());
        answer.put("to", question.to().toString());
        answer.put("usage", rows.stream().map(Usage::ordered).toList());
        return json.writeValueAsString(answer);
    }

    /** An empty type is a picture whose format could not be read: null, as in its receipt. */
    private static Map<String, Object> ordered(Map<String, Object> row) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        COLUMNS.forEach(column -> ordered.put(column, "".equals(row.get(column)) ? null : row.get(column)));
        return ordered;
    }

    /** RFC 4180: lines end in CRLF; a field with a comma, a quote or a line end is quoted. */
    private static String csv(List<Map<String, Object>> rows) {
        StringBuilder lines = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
        for (Map<String, Object> row : rows) {
            lines.append(COLUMNS.stream()
                            .map(column -> field(String.valueOf(row.get(column))))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return lines.toString();
    }

    private static String field(String value) {
        return value.matches("[^,\"\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private static LocalDate day(String parameter, String value) {
        try {
            LocalDate day = LocalDate.parse(value);
            if (!day.isBefore(FIRST) && !day.isAfter(LAST)) {
                return day;
            }
        } catch (DateTimeParseException no) {
            // told below, together with days that no table can hold
        }
        throw BadRequestException.malformed(
                "%s=%s is no day between %s and %s; write it as 2026-01-31".formatted(parameter, value, FIRST, LAST));
    }

    private static boolean prefersCsv(String accept) {
        try {
            List<MediaType> wanted = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(wanted);
            for (MediaType type : wanted) {
                if (type.includes(MediaType.APPLICATION_JSON)) {
                    return false;
                }
                if (type.includes(CSV)) {
                    return true;
                }
            }
            return false;
        } catch (InvalidMediaTypeException unreadable) {
            return false;
        }
    }
}
