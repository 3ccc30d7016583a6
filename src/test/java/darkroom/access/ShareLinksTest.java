package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Receipt;
import darkroom.routes.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ShareLinksTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final Receipt receipt = Samples.finished().receipt();
    private final Instant now = receipt.retainUntil().minus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS);
    private final String variant = receipt.variants().get(0).name();

    private ShareLinks at(Instant time, String secret) {
        return new ShareLinks(secret, Duration.ofDays(1), Duration.ofDays(30), JSON, Clock.fixed(time, ZoneOffset.UTC));
    }

    private Map<?, ?> make(ShareLinks links, String body) throws IOException {
        return make(links, "demo", body);
    }

    private Map<?, ?> make(ShareLinks links, String customer, String body) throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return JSON.readValue(links.make(customer, receipt, variant, request, new HashMap<>()), Map.class);
    }

    private static String token(Map<?, ?> made) {
        return made.get("url").toString().substring("/v1/shared/".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void aLinkOpensWhatItWasMadeForUntilItsEnd(String body) throws IOException {
        Map<?, ?> made = make(at(now, "secret"), body);
        assertThat(made.get("expiresAt")).isEqualTo(now.plus(Duration.ofDays(1)).toString());
        assertThat(at(now.plus(Duration.ofDays(1)).minusMillis(1), "secret").open(token(made)))
                .isEqualTo(new ShareLinks.Link("demo", receipt.id().toString(), variant, now.plus(Duration.ofDays(1))));
        assertThatThrownBy(() -> at(now.plus(Duration.ofDays(1)), "secret").open(token(made)))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(410));
    }

    /** The last letter of Base64 has bits that say nothing, in two of three lengths. */
    @Test
    void aLinkHasOneSpelling() throws IOException {
        ShareLinks links = at(now, "secret");
        for (String customer : List.of("d", "de", "dem")) {
            String token = token(make(links, customer, ""));
            List<String> others = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
                    .chars()
                    .mapToObj(last -> token.substring(0, token.length() - 1) + (char) last)
                    .filter(other -> !other.equals(token))
                    .toList();
            assertThat(links.open(token).customer()).isEqualTo(customer);
            assertThat(others).hasSize(64).allSatisfy(other -> assertThatThrownBy(() -> links.open(other))
                    .hasMessageContaining("no such link"));
            assertThatThrownBy(() -> links.open(token + "=")).hasMessageContaining("no such link");
        }
    }

    @Test
    void noLinkOutlivesTheImage() throws IOException {
        Map<?, ?> made = make(at(now, "secret"), "{\"expiresSeconds\": 2592000}");
        assertThat(made.get("expiresAt"))
                .isEqualTo(receipt.retainUntil().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"expiresSeconds\": 18446744073709551621}", // 5 in 64 bits
                "{\"expiresSeconds\": -18446744073709551611}",
                "{\"expiresSeconds\": 1e400}",
                "{\"expiresSeconds\": 2592001}",
                "{\"expiresSeconds\": 0}",
                "{\"expiresSeconds\": 60.5}",
                "{\"expiresSeconds\": \"60\"}",
                "{\"expiresSeconds\": 60, \"expires\": 5}",
                "{\"seconds\": 60}",
                "{\"expiresSeconds\": 60, \"expiresSeconds\": 61}",
                "{\"expiresSeconds\": null}",
                "[60]",
                "null",
                " ",
                "no"
            })
    void whatIsNoNumberOfSecondsIsNamed(String body) {
        assertThatThrownBy(() -> make(at(now, "secret"), body)).isInstanceOfSatisfying(BadRequestException.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.getMessage()).contains("expiresSeconds", "from 1 to 2592000");
        });
    }

    @Test
    void everyBitOfALinkCounts() throws IOException {
        ShareLinks links = at(now, "secret");
        String token = token(make(links, ""));
        for (int i = 0; i < token.length() - 1; i++) { // the last character has bits that mean nothing
            String changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            missing(links, changed);
        }
        missing(links, "");
        for (int length = 0; length < token.length(); length++) {
            missing(links, token.substring(0, length));
        }
        missing(links, token + "AAAA");
        missing(links, "not base64!");
        missing(at(now, "another"), token);
    }

    @Test
    void noTwoLinksAreAlikeAndNoneTellsWhose() throws IOException {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            tokens.add(token(make(at(now, "secret"), "")));
        }
        assertThat(tokens).hasSize(50).allSatisfy(token -> assertThat(
                        new String(java.util.Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1))
                .doesNotContain("demo", receipt.id().toString()));
    }

    private static void missing(ShareLinks links, String token) {
        assertThatThrownBy(() -> links.open(token))
                .as(token)
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(404));
    }
}
