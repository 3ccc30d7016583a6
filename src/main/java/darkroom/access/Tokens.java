package darkroom.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import darkroom.model.BadRequestException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The caller of a JSON Web Token (RFC 7519) of an OpenID Connect issuer: signed by one of its published keys (RS256, PS256
 * or ES256), for this audience, not expired. Its keys are fetched when needed, kept for minutes, and asked for again when a
 * token names one that is not there, a few times a minute at most. Thread-safe.
 */
public final class Tokens {
    private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final int FETCH_MILLIS = 2000;
    private static final int KEYS_BYTES = 256 * 1024;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Predicate<String> known;
    private final Issuer issuer;

    /**
     * Whose tokens count.
     *
     * @param issuer as tokens have it in {@code iss}
     * @param audience one of those that they have in {@code aud}
     * @param keysUrl of its JSON Web Key Set
     * @param customerClaim names the claim with the customer
     * @param scopePrefix what the words of the claim {@code scope} begin with here, such as {@code darkroom:}
     */
    public record Issuer(String issuer, String audience, String keysUrl, String customerClaim, String scopePrefix) {}

    /** @param known whether there is such a customer */
    public Tokens(Issuer issuer, Predicate<String> known) {
        this.issuer = issuer;
        this.known = known;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null)); // null = none given
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256), keys(issuer)));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                issuer.audience(),
                new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
                Set.of("exp", issuer.customerClaim())));
    }

    private static JWKSource<SecurityContext> keys(Issuer issuer) {
        try {
            return JWKSourceBuilder.create(
                            URI.create(issuer.keysUrl()).toURL(),
                            new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, KEYS_BYTES))
                    .retrying(true)
                    .outageTolerant(true)
                    .build();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "darkroom.access.jwt.keys-url is no URL: '" + issuer.keysUrl() + "'. Give the issuer's jwks_uri",
                    e);
        }
    }

    /** Whether a credential looks like one. */
    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * @throws BadRequestException 401 bad-credential
     * @throws IOException where the issuer's keys cannot be had
     */
    Caller caller(String text) throws IOException {
        try {
            JWTClaimsSet claims = processor.process(text, null);
            String customer = claims.getStringClaim(issuer.customerClaim());
            if (!known.test(customer)) {
                throw bad("its claim " + issuer.customerClaim() + " names no customer that is known here");
            }
            return new Caller(customer, scopes(claims), "jwt");
        } catch (ParseException e) {
            throw bad("a claim has not the type that it should have");
        } catch (RateLimitReachedException e) { // whoever makes kids up is told nothing else than before
            throw bad("its key (kid) was none of the issuer's when these were last asked for, less than a minute ago");
        } catch (KeySourceException e) {
            throw new IOException("the issuer's keys cannot be had: " + e.getMessage(), e);
        } catch (BadJOSEException | JOSEException e) {
            throw bad(e.getMessage());
        }
    }

    /** What it does not name it does not grant. */
    private Set<Scope> scopes(JWTClaimsSet claims) throws ParseException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        String all = claims.getStringClaim("scope");
        List<String> words = all == null ? List.of() : List.of(all.split(" "));
        for (Scope scope : Scope.values()) {
            if (words.contains(issuer.scopePrefix() + scope)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    private static BadRequestException bad(String why) {
        return Access.bad("The token is not accepted: " + why + ". Get a new one from the issuer.");
    }
}
