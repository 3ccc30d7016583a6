package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/hooks?a=b",
                "HTTPS://example.com",
                "https://[2606:4700::1]:8443/",
                "https://1.1.1.1/"
            })
    void takesHttps(String url) {
        assertThat(EndpointUrl.check(url, false)).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://example.com/               | does not begin with https
            ftp://example.com/                | does not begin with https
            file:///etc/passwd                | does not begin with https
            javascript:alert(1)               | does not begin with https
            example.com/hooks                 | does not begin with https
            https:///hooks                    | names no host
            https://user:pass@example.com/    | holds a user or password
            https://user@example.com/         | holds a user or password
            https://good.example@10.0.0.1/    | holds a user or password
            https://example.com/#x            | has a fragment
            https://example.com:0/            | has the port 0
            https://example.com:65536/        | has the port 65536
            https://exam ple.com/             | is no URL
            https://exämple.com/              | is no URL
            https://exa_mple.com/             | is no URL
            https://example.com%0d%0aX:y/     | is no URL
            ''                                | does not begin with https
            """)
    void saysWhatIsWrong(String url, String what) {
        assertThatThrownBy(() -> EndpointUrl.check(url, false))
                .isInstanceOf(BadRequestException.class)
                .hasMessageStartingWith("The field url ")
                .hasMessageContaining(what);
    }

    @Test
    void takesHttpWhereThatIsAllowed() {
        assertThat(EndpointUrl.check("http://127.0.0.1:9000/", true).getPort()).isEqualTo(9000);
    }

    @Test
    void takesNoBook() {
        assertThatThrownBy(() -> EndpointUrl.check("https://example.com/" + "x".repeat(2048), false))
                .hasMessageContaining("has 2068 characters; give at most 2048");
    }
}
