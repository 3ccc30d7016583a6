package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.BadRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ApiKeysTest {
    private static final String SECRET = "the platform's own";
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ApiKey key = ApiKey.random(RANDOM);
    private final Access keys =
            of(key.prefix(), new Customer.Key(key.prefix(), key.hash(SECRET), null, null, null), SECRET);

    private static Access of(String prefix, Customer.Key stored, String secret) {
        return new Access(
                new ApiKeys(
                        asked -> asked.equals(prefix)
                                ? Optional.of(new CustomerRegistry.Holder("demo", stored))
                                : Optional.empty(),
                        secret,
                        Clock.fixed(NOW, ZoneOffset.UTC)),
                null);
    }

    private Access stored(String hash, Set<Scope> scopes, Instant expiresAt, String secret) {
        return of(key.prefix(), new Customer.Key(key.prefix(), hash, scopes, NOW, expiresAt), secret);
    }

    @Test
    void findTheCustomerOfAKey() throws IOException {
        assertThat(keys.upload("Bearer " + key.text(), null)).isEqualTo("demo");
        assertThat(keys.admin("bearer  " + key.text() + " ", null)).isEqualTo("demo");
    }

    @Test
    void verifyARequestOnceAndBelieveNoOther() throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("Authorization", "Bearer " + key.text());
        assertThat(keys.verify(request).customer()).isEqualTo("demo");
        assertThat(keys.upload(null, request)).as("not looked at again").isEqualTo("demo");
        MockHttpServletRequest unverified = new MockHttpServletRequest();
        assertThatThrownBy(() -> keys.upload(null, unverified)).hasMessageContaining("Authorization is missing");
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
        Access rotated = stored(key.hash(SECRET), null, null, "another secret");
        assertThatThrownBy(() -> rotated.read("Bearer " + key.text(), null)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void refuseAHolderWithoutAHash() {
        Access empty = stored("", null, null, SECRET);
        assertThatThrownBy(() -> empty.read("Bearer " + key.text(), null)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void aKeyDoesWhatItsScopesSayAndNothingElse() throws IOException {
        Access reader = stored(key.hash(SECRET), Set.of(Scope.read, Scope.usage), null, SECRET);
        String header = "Bearer " + key.text();
        assertThat(reader.read(header, null)).isEqualTo("demo");
        assertThat(reader.usage(header, null)).isEqualTo("demo");
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(() -> reader.upload(header, null), () -> reader.admin(header, null))) {
            assertThatThrownBy(call).isInstanceOfSatisfying(BadRequestException.class, e -> {
                assertThat(e.code()).isEqualTo("not-allowed");
                assertThat(e.status()).isEqualTo(403);
                assertThat(e).hasMessageContaining("dk_" + key.prefix() + " has the scopes [read, usage]");
                assertThat(e.getMessage()).doesNotContain(key.text());
            });
        }
    }

    @Test
    void aKeyEndsWhenItsTimeIsOver() throws IOException {
        String header = "Bearer " + key.text();
        assertThat(stored(key.hash(SECRET), null, NOW.plusMillis(1), SECRET).read(header, null))
                .isEqualTo("demo");
        Access over = stored(key.hash(SECRET), null, NOW, SECRET);
        assertThatThrownBy(() -> over.read(header, null))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("expired on 2026-11-26T10:00:00Z");
    }

    @Test
    void neverRepeatTheCredentialInAComplaint() {
        String wrong = ApiKey.random(RANDOM).text();
        for (String header : new String[] {"Bearer " + wrong, "Basic " + wrong, "Bearer " + wrong + "x"}) {
            assertThatThrownBy(() -> keys.read(header, null))
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
        assertThatThrownBy(() -> keys.read(header, null)).isInstanceOfSatisfying(BadRequestException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.status()).isEqualTo(401);
        });
    }
}
