package darkroom.devservices.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsertStatementTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "INSERT INTO t FORMAT JSONEachRow {\"a\":1}|JSONEachRow|{\"a\":1}",
                "insert into t (a, b) values(1, 'x')|Values|(1, 'x')",
                "INSERT INTO `values` (`format`) FORMAT CSV 1|CSV|1",
                "INSERT INTO t -- FORMAT TSV '@FORMAT CSV 1|CSV|1",
                "INSERT /* a /* nested */ VALUES */ INTO t FORMAT CSV 1|CSV|1",
                "INSERT INTO t SETTINGS log_comment='FORMAT \\' TSV' FORMAT CSV 1|CSV|1",
                "INSERT INTO t SETTINGS log_comment=$x$ FORMAT TSV $x$ FORMAT CSV 1|CSV|1",
            })
    void findsWhereTheDataBegins(String text, String format, String data) {
        String sql = text.replace('@', '\n');
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);

        InsertStatement split = InsertStatement.find(bytes, bytes.length).orElseThrow();

        assertThat(split.format()).isEqualTo(format);
        assertThat(sql.substring(split.dataStart())).isEqualTo(data);
        assertThat(sql.substring(0, split.prefixEnd())).doesNotEndWith(format);
    }

    @Test
    void leavesTheFirstByteOfBinaryDataAlone() {
        byte[] sql = "INSERT INTO t FORMAT RowBinary\n\n\0".getBytes(StandardCharsets.UTF_8);

        assertThat(InsertStatement.find(sql, sql.length))
                .hasValueSatisfying(split -> assertThat(split.dataStart()).isEqualTo(sql.length - 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT 'INSERT INTO t VALUES (1)'",
                "INSERT INTO t SELECT 1",
                "INSERT INTO t WITH 1 AS x SELECT x",
                "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
                "INSERT INTO t FORMAT",
                "INSERT INTO t 'unterminated",
                "INSERT INTO t /* unterminated",
            })
    void seesNoDataWhereThereIsNone(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);

        assertThat(InsertStatement.find(bytes, bytes.length)).isEqualTo(Optional.empty());
    }
}
