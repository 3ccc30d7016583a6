package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import darkroom.model.BadRequestException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With an issuer that publishes its keys over HTTP. */
class TokensTest {
    private static RSAKey key;
    private static RSAKey other;

    private HttpServer server;
    private Tokens tokens;
    private volatile RSAKey published = key;

    @BeforeAll
    static void makeKeys() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        other = new RSAKeyGenerator(2048).keyID("two").generate();
    }

    @BeforeEach
    void publish() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            byte[] body = new JWKSet(published).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        tokens = new Tokens(
                new Tokens.Issuer(
                        "https://login.example.com",
                        "darkroom",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/keys",
                        "customer",
                        "darkroom:"),
                "acme"::equals);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aTokenNamesItsCustomerAndWhatItMayDo() throws Exception {
        Caller caller = tokens.caller(signed(claims().build(), key, JOSEObjectType.JWT));
        assertThat(caller).isEqualTo(new Caller("acme", Set.of(Scope.upload, Scope.read), "jwt"));
        assertThat(tokens.caller(signed(claims().build(), key, new JOSEObjectType("at+jwt"))))
                .isEqualTo(caller);
    }

    @Test
    void whatItsScopeDoesNotNameIsNotGranted() throws Exception {
        String text = signed(claims().claim("scope", null).build(), key, JOSEObjectType.JWT);
        assertThat(tokens.caller(text).scopes()).isEmpty();
        Access access = new Access(new ApiKeys(prefix -> Optional.empty(), "secret", null), tokens);
        assertThatThrownBy(() -> access.read("Bearer " + text, null))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(403));
    }

    @ParameterizedTest
    @CsvSource({
        "iss, https://elsewhere.example.com",
        "aud, somebody",
        "customer, nobody",
        "customer,",
    })
    void aTokenOfAnotherIsRefused(String claim, String value) throws Exception {
        refused(signed(claims().claim(claim, value).build(), key, JOSEObjectType.JWT));
    }

    @Test
    void aTokenWithoutAnEndOrAfterItIsRefused() throws Exception {
        refused(signed(claims().expirationTime(null).build(), key, JOSEObjectType.JWT));
        Date over = Date.from(Instant.now().minusSeconds(3600));
        refused(signed(claims().expirationTime(over).build(), key, JOSEObjectType.JWT));
    }

    @Test
    void aTokenIsSignedByAKeyOfTheIssuers() throws Exception {
        refused(new PlainJWT(claims().build()).serialize());
        refused(signed(claims().build(), other, JOSEObjectType.JWT));
        // the public key as a secret: the classic confusion of algorithms
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims().build());
        confused.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        refused(confused.serialize());
    }

    @Test
    void aNewKeyOfTheIssuerIsFetched() throws Exception {
        tokens.caller(signed(claims().build(), key, JOSEObjectType.JWT));
        published = other;
        assertThat(tokens.caller(signed(claims().build(), other, JOSEObjectType.JWT))
                        .customer())
                .isEqualTo("acme");
    }

    /** Found so: past the third, each was 503 with a line in the log, whoever sent it. */
    @Test
    void whoeverMakesKeysUpIsRefusedHoweverOften() throws Exception {
        String made = signed(claims().build(), other, JOSEObjectType.JWT);
        for (int i = 0; i < 6; i++) {
            refused(made);
        }
        assertThat(tokens.caller(signed(claims().build(), key, JOSEObjectType.JWT))
                        .customer())
                .isEqualTo("acme");
    }

    @Test
    void anIssuerThatIsAwayIsNoFaultOfTheToken() throws Exception {
        String text = signed(claims().build(), key, JOSEObjectType.JWT);
        server.stop(0);
        assertThatThrownBy(() -> tokens.caller(text)).isInstanceOf(IOException.class);
    }

    private void refused(String text) {
        assertThatThrownBy(() -> tokens.caller(text)).isInstanceOfSatisfying(BadRequestException.class, e -> {
            assertThat(e.code()).isEqualTo("bad-credential");
            assertThat(e.getMessage()).doesNotContain(text);
        });
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://login.example.com")
                .audience("darkroom")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("scope", "openid darkroom:upload darkroom:read admin")
                .claim("customer", "acme");
    }

    private static String signed(JWTClaimsSet claims, RSAKey by, JOSEObjectType type) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(by.getKeyID())
                        .type(type)
                        .build(),
                claims);
        JWSSigner signer = new RSASSASigner(by);
        token.sign(signer);
        return token.serialize();
    }
}
