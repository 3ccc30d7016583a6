package darkroom.devservices.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT ';DROP TABLE t' -- ; SELECT 2",
                "SELECT 1 ; \n -- the end\n ; ",
                "SELECT $$ ; $$",
                "SELECT 'INTO OUTFILE'",
            })
    void letsOneStatementPass(String sql) {
        assertThat(check(sql)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1; SELECT 2|62",
                "SELECT 1;;DROP TABLE t|62",
                "-- nothing|62",
                "SELECT 1 INTO OUTFILE 'x'|497",
                "SELECT 1 into /* */ outfile 'x'|497",
                "INSERT INTO t FROM INFILE 'x' FORMAT CSV|497",
            })
    void refusesWhatTheServerWouldRefuse(String sql, int code) {
        assertThatExceptionOfType(ServerError.class)
                .isThrownBy(() -> check(sql))
                .satisfies(error -> assertThat(error.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"SELECT 1 FORMAT JSON|JSON", "SELECT 1 FORMAT TSV SETTINGS max_threads=1|TSV"})
    void readsTheFormatThatAStatementNames(String sql, String format) {
        assertThat(check(sql)).contains(format);
    }

    private static Optional<String> check(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return Statement.check(bytes, bytes.length);
    }
}
