package darkroom.access;

import darkroom.model.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** The caller of an API key. Thread-safe. */
public final class ApiKeys {
    private final Function<String, Optional<CustomerRegistry.Holder>> holders;
    private final String secret;
    private final Clock clock;

    /** @param secret the platform's own, under which keys are hashed */
    public ApiKeys(CustomerRegistry registry, String secret, Clock clock) {
        this(registry::holder, secret, clock);
    }

    /** @param holders who has the key with a prefix */
    ApiKeys(Function<String, Optional<CustomerRegistry.Holder>> holders, String secret, Clock clock) {
        this.holders = holders;
        this.secret = secret;
        this.clock = clock;
    }

    /** @throws BadRequestException 401 bad-credential */
    Caller caller(String text) {
        ApiKey key = ApiKey.parse(text).orElseThrow(() -> bad("The key has not the form dk_PREFIX_SECRET."));
        Optional<CustomerRegistry.Holder> holder = holders.apply(key.prefix());
        byte[] ours = key.hash(secret).getBytes(StandardCharsets.US_ASCII);
        byte[] theirs = holder.map(found -> found.key().hash()).orElse("").getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(ours, theirs)) {
            throw bad("The key is not known.");
        }
        CustomerRegistry.Holder found = holder.orElseThrow();
        if (found.key().isOver(clock.instant())) {
            throw bad("The key has expired on " + found.key().expiresAt() + ".");
        }
        return new Caller(found.customer(), found.key().granted(), "dk_" + key.prefix());
    }

    private static BadRequestException bad(String what) {
        return Access.bad(what + " Send Authorization: Bearer KEY with a key that ./darkroom key made.");
    }
}
