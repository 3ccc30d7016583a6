package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final String SECRET = "the platform's own";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ApiKey key = ApiKey.random(RANDOM);
    private final ApiKeys keys = new ApiKeys(
            prefix -> prefix.equals(key.prefix())
                    ? Optional.of(new CustomerRegistry.Holder("demo", key.hash(SECRET)))
                    : Optional.empty(),
            SECRET);

    @Test
    void findTheCustomerOfAKey() {
        assertThat(keys.customer("Bearer " + key.text())).isEqualTo("demo");
        assertThat(keys.customer("bearer  " + key.text() + " ")).isEqualTo("demo");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void askForACredentialWhereThereIsNone(String header) {
        refused("no-credential", header);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Basic ZGVtbzpkZW1v",
                "Bearerdk_12345678_12345678901234567890123456789012",
                "Bearer demo",
                "Bearer dk_12345678_1234567890123456789012345678901",
                "Bearer dk_12345678_123456789012345678901234567890123",
                "Bearer dk_1234567\u00e9_12345678901234567890123456789012",
                "Bearer dk_12345678_12345678901234567890123456789012"
            })
    void refuseWhatIsNoKnownKey(String header) {
        refused("bad-credential", header);
    }

    @Test
    void refuseAKeyWhoseLastCharacterIsWrong() {
        String text = key.text();
        char last = text.charAt(text.length() - 1);
        refused("bad-credential", "Bearer " + text.substring(0, text.length() - 1) + (last == 'a' ? 'b' : 'a'));
    }

    @Test
    void refuseAKeyThatWasHashedUnderAnotherSecret() {
        ApiKeys rotated = new ApiKeys(
                prefix -> Optional.of(new CustomerRegistry.Holder("demo", key.hash(SECRET))), "another secret");
        assertThatThrownBy(() -> rotated.customer("Bearer " + key.text())).isInstanceOf(BadRequestException.class);
    }

    @Test
    void refuseAHolderWithoutAHash() {
        ApiKeys empty = new ApiKeys(prefix -> Optional.of(new CustomerRegistry.Holder("demo", "")), SECRET);
        assertThatThrownBy(() -> empty.customer("Bearer " + key.text())).isInstanceOf(BadRequestException.class);
    }

    @Test
    void neverRepeatTheCredentialInAComplaint() {
        String wrong = ApiKey.random(RANDOM).text();
        for (String header : new String[] {"Bearer " + wrong, "Basic " + wrong, "Bearer " + wrong + "x"}) {
            assertThatThrownBy(() -> keys.customer(header))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(wrong.substring(12)));
        }
    }

    @Test
    void aKeyIsFoundByItsPrefixAndNotShownByItsName() {
        assertThat(key.text()).startsWith("dk_" + key.prefix() + "_").hasSize(44);
        assertThat(ApiKey.parse(key.text())).contains(key);
        assertThat(key.toString())
                .contains(key.prefix())
                .doesNotContain(key.text().substring(12));
    }

    @Test
    void theHashIsKeyedAndOfTheWholeKey() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal(key.text().getBytes(StandardCharsets.US_ASCII));
        assertThat(key.hash(SECRET))
                .isEqualTo(HexFormat.of().formatHex(expected))
                .isNotEqualTo(key.hash("another secret"));
    }

    @Test
    void keysDifferAndUseTheWholeAlphabet() {
        Set<String> texts =
                Stream.generate(() -> ApiKey.random(RANDOM).text()).limit(500).collect(Collectors.toSet());
        assertThat(texts).hasSize(500);
        assertThat(texts.stream()
                        .flatMapToInt(t -> t.substring(12).chars())
                        .distinct()
                        .count())
                .isEqualTo(62);
    }

    private void refused(String code, String header) {
        assertThatThrownBy(() -> keys.customer(header)).isInstanceOfSatisfying(BadRequestException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.status()).isEqualTo(401);
        });
    }
}
