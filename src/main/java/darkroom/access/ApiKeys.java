package darkroom.access;

import darkroom.model.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Header;

/** The customer of a credential. Thread-safe. */
public final class ApiKeys {
    private static final String BEARER = "Bearer ";

    private final Function<String, Optional<CustomerRegistry.Holder>> holders;
    private final String secret;

    /** @param secret the platform's own, under which keys are hashed */
    public ApiKeys(CustomerRegistry registry, String secret) {
        this(registry::holder, secret);
    }

    /** @param holders who has the key with a prefix */
    ApiKeys(Function<String, Optional<CustomerRegistry.Holder>> holders, String secret) {
        this.holders = holders;
        this.secret = secret;
    }

    /**
     * @return the customer whose key was sent
     * @throws BadRequestException 401 no-credential or bad-credential
     */
    public String customer(@Header("Authorization") String authorization) {
        if (authorization == null || authorization.isBlank()) {
            throw new BadRequestException(
                    "no-credential", 401, "The header Authorization is missing. Send Authorization: Bearer KEY.");
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw bad("The header Authorization is no Bearer credential.");
        }
        ApiKey key = ApiKey.parse(authorization.substring(BEARER.length()).strip())
                .orElseThrow(() -> bad("The key has not the form dk_PREFIX_SECRET."));
        Optional<CustomerRegistry.Holder> holder = holders.apply(key.prefix());
        byte[] ours = key.hash(secret).getBytes(StandardCharsets.US_ASCII);
        byte[] theirs = holder.map(CustomerRegistry.Holder::hash).orElse("").getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(ours, theirs)) {
            throw bad("The key is not known.");
        }
        return holder.orElseThrow().customer();
    }

    private static BadRequestException bad(String what) {
        return new BadRequestException(
                "bad-credential", 401, what + " Send Authorization: Bearer KEY with a key that ./darkroom key made.");
    }
}
