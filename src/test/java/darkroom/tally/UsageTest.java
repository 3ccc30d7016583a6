package darkroom.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.BadRequestException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T23:59:59Z"), ZoneOffset.UTC);
    private static final List<Map<String, Object>> ROWS =
            List.of(row("2026-11-01", "jpeg", "ok", 2, 4), row("2026-11-01", "", "rejected", 1, 0));
    private final Usage usage = new Usage(Receipts.JSON, CLOCK);

    @Test
    void asksForTheLast30DaysWhereNothingElseIsSaid() {
        Usage.Question question = usage.ask("demo", null, null, null);
        assertThat(question.from()).isEqualTo(LocalDate.of(2026, 10, 24));
        assertThat(question.to()).isEqualTo(LocalDate.of(2026, 11, 22));
        assertThat(question.parameters())
                .isEqualTo(Map.of("customer", "demo", "from", "2026-10-24", "to", "2026-11-22"));
    }

    @Test
    void asksForUpTo400Days() {
        assertThat(usage.ask("demo", "2025-10-19", "2026-11-22", null).from()).isEqualTo(LocalDate.of(2025, 10, 19));
        assertThatThrownBy(() -> usage.ask("demo", "2025-10-18", "2026-11-22", null))
                .hasMessage("from=2025-10-18 to=2026-11-22 are 401 days; ask for at most 400 at once");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-30, 2026-03-01, from=2026-02-30 is no day",
        "yesterday, 2026-03-01, from=yesterday is no day",
        "'', 2026-03-01, from= is no day",
        "2026-03-01, '2026-03-01,2026-03-02', 'to=2026-03-01,2026-03-02 is no day'",
        "0001-01-01, 0001-01-02, to=0001-01-02 is no day between 1970-01-01",
        "2149-06-01, 2149-06-07, to=2149-06-07 is no day between 1970-01-01 and 2149-06-06",
        "2026-03-02, 2026-03-01, from=2026-03-02 is after to=2026-03-01; swap them",
        "x OR 1=1 --, 2026-03-01, from=x OR 1=1 -- is no day",
    })
    void namesTheParameterTheValueAndTheFix(String from, String to, String message) {
        assertThatThrownBy(() -> usage.ask("demo", from, to, null))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(message)
                .satisfies(error -> {
                    assertThat(((BadRequestException) error).code()).isEqualTo("malformed-request");
                    assertThat(((BadRequestException) error).status()).isEqualTo(400);
                });
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, application/json",
                "*/*, application/json",
                "application/json, application/json",
                "text/csv, text/csv; charset=utf-8",
                "'text/html, text/csv;q=0.9, */*;q=0.1', text/csv; charset=utf-8",
                "'text/csv;q=0.1, application/json', application/json",
                "gibberish, application/json",
            })
    void answersInTheFormatThatIsPreferred(String accept, String contentType) {
        assertThat(usage.ask("demo", null, null, accept).contentType()).isEqualTo(contentType);
    }

    @Test
    void answersJson() throws Exception {
        assertThat(usage.answer(ROWS, usage.ask("demo", "2026-11-01", "2026-11-01", null)))
                .isEqualTo(
                        "{\"customer\":\"demo\",\"from\":\"2026-11-01\",\"to\":\"2026-11-01\",\"usage\":["
                                + "{\"day\":\"2026-11-01\",\"type\":\"jpeg\",\"source\":\"http\",\"outcome\":\"ok\",\"images\":2,\"variants\":4,\"bytesReceived\":200,\"bytesOut\":40},"
                                + "{\"day\":\"2026-11-01\",\"type\":null,\"source\":\"http\",\"outcome\":\"rejected\",\"images\":1,\"variants\":0,\"bytesReceived\":100,\"bytesOut\":0}]}");
    }

    @Test
    void answersCsv() throws Exception {
        assertThat(usage.answer(ROWS, usage.ask("demo", null, null, "text/csv")))
                .isEqualTo("""
                        day,type,source,outcome,images,variants,bytesReceived,bytesOut\r
                        2026-11-01,jpeg,http,ok,2,4,200,40\r
                        2026-11-01,,http,rejected,1,0,100,0\r
                        """);
    }

    @Test
    void quotesInCsvWhatWouldBreakALine() throws Exception {
        List<Map<String, Object>> odd = List.of(row("2026-11-01", "a,\"b\"\n", "ok", 1, 1));
        assertThat(usage.answer(odd, usage.ask("demo", null, null, "text/csv")))
                .contains("2026-11-01,\"a,\"\"b\"\"\n\",http");
    }

    private static Map<String, Object> row(String day, String type, String outcome, long images, long variants) {
        return Map.of(
                "day",
                day,
                "type",
                type,
                "source",
                "http",
                "outcome",
                outcome,
                "images",
                BigInteger.valueOf(images),
                "variants",
                BigInteger.valueOf(variants),
                "bytesReceived",
                BigInteger.valueOf(100 * images),
                "bytesOut",
                BigInteger.valueOf(10 * variants));
    }
}
