package darkroom.tally;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseErrorsTest {
    @ParameterizedTest
    @ValueSource(ints = {159, 160, 202, 209, 210, 241, 242, 243, 252, 425, 516, 745, 999})
    void outagesAreNobodysFault(int code) {
        SQLException error = new SQLException("Code: " + code, "22000", code);
        assertThat(ClickHouseErrors.away(error)).isTrue();
        assertThat(ClickHouseErrors.permanent(error)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {27, 41, 53, 62, 69, 72, 117, 321, 376, 469})
    void whatCannotBeReadIsTheSendersFault(int code) {
        SQLException error = new SQLException("Code: " + code, "22000", code);
        assertThat(ClickHouseErrors.away(error)).isFalse();
        assertThat(ClickHouseErrors.permanent(error)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 60, 81})
    void aMissingTableStopsAMigrationButBuriesNoReceipt(int code) {
        SQLException error = new SQLException("Code: " + code, "22000", code);
        assertThat(ClickHouseErrors.away(error)).isFalse();
        assertThat(ClickHouseErrors.permanent(error)).isFalse();
    }

    @Test
    void anErrorWithoutACodeIsAnOutageWhereTheNetworkCausedIt() {
        Throwable driver = new IllegalStateException("transfer failed", new SocketTimeoutException("Read timed out"));
        assertThat(ClickHouseErrors.permanent(new SQLException("Query request failed", "HY000", 0, driver)))
                .isFalse();
        assertThat(ClickHouseErrors.permanent(new SQLException("refused", "08000", 0)))
                .isFalse();
        assertThat(ClickHouseErrors.permanent(new SQLException("Unknown function", "HY000", 0)))
                .isTrue();
    }

    @Test
    void jdbcsOwnWordsForOutagesCount() {
        assertThat(ClickHouseErrors.permanent(new SQLTimeoutException("Query execution time exceeded limit")))
                .isFalse();
        assertThat(ClickHouseErrors.permanent(new SQLTransientConnectionException("the pool has no connection")))
                .isFalse();
    }

    @Test
    void whatIsNoSqlErrorIsNeverBlamedOnAReceipt() {
        assertThat(ClickHouseErrors.permanent(new IllegalStateException("a bug")))
                .isFalse();
    }

    @Test
    void theCodesAreThoseOfTheServer() {
        Map<Integer, String> codes = new TreeMap<>(ClickHouseErrors.AWAY);
        codes.putAll(ClickHouseErrors.SET_UP);
        assertThat(codes).hasSizeGreaterThan(60);
        codes.forEach((code, name) -> assertThat(TallyStack.sql("SELECT errorCodeToName(" + code + ")"))
                .as("%d", code)
                .isEqualTo(name));
    }
}
