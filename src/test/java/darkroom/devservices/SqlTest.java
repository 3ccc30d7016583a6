package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlTest {
    private final Sql sql = new Sql(new Settings(Map.of(
            "DARKROOM_CLICKHOUSE_PORT",
            Integer.toString(Stack.shared().clickhouseUrl().getPort()))));

    @Test
    void answersInTheFormatThatIsAskedFor() throws InterruptedException {
        assertThat(sql.ask("SELECT 1 AS a, 'x' AS b", "CSVWithNames")).isEqualTo("\"a\",\"b\"\n1,\"x\"\n");
    }

    @Test
    void anUnknownFormatIsToldOnce() {
        assertThatThrownBy(() -> sql.ask("SELECT 1", "Nope"))
                .isInstanceOf(StartException.class)
                .hasMessageMatching("Code: 73\\. DB::Exception: Unknown format Nope\\. Maybe you meant: .*"
                        + " \\(UNKNOWN_FORMAT\\) \\(version [0-9.]+( \\(official build\\))?\\)\\.?");
    }
}
