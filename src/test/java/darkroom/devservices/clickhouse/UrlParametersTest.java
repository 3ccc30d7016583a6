package darkroom.devservices.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlParametersTest {
    @Test
    void setsWhatIsASettingAndNothingElse() {
        UrlParameters url =
                new UrlParameters("query=SELECT+1&database=d&max_threads=1&param_x=%27&log_comment=a%5C%27b");

        assertThat(url.setStatement(false)).isEqualTo("SET max_threads='1', log_comment='a\\\\\\'b'");
        assertThat(url.placeholders()).containsExactly(java.util.Map.entry("x", "'"));
    }

    @ParameterizedTest
    @CsvSource({"readonly=0, 2", "readonly=00, 2", "readonly=2, 2", "readonly=1, 1", "max_threads=1, 2"})
    void whoOnlyReadsCannotSetItOtherwise(String query, String readonly) {
        assertThat(new UrlParameters(query).setStatement(true)).endsWith("readonly='" + readonly + "'");
    }

    @Test
    void refusesANameThatWouldEndTheStatement() {
        assertThatExceptionOfType(ServerError.class)
                .isThrownBy(() -> new UrlParameters("a%3D1%2Cb=2").setStatement(false))
                .withMessageContaining("Unknown setting 'a=1,b'");
    }
}
