package darkroom.access;

import darkroom.model.BadRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.apache.camel.Header;

/**
 * The customer of a request's credential, an API key or a token, if that may do what the route does. Thread-safe. Methods
 * of routes take the header Authorization, and the request, which knows what was verified already. All throw a {@link BadRequestException}: 401 no-credential or bad-credential, 403
 * not-allowed; or an {@link IOException} where a token's issuer does not answer.
 */
public final class Access {
    private static final String BEARER = "Bearer ";

    /** The header in which the platform-http component hands a request to a route. */
    private static final String REQUEST = "CamelHttpServletRequest";

    private static final String VERIFIED = Access.class.getName();

    private final ApiKeys keys;
    private final Tokens tokens;

    /** @param tokens null where there is no issuer of them */
    public Access(ApiKeys keys, Tokens tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    /** The customer who hands an image in. */
    public String upload(@Header("Authorization") String authorization, @Header(REQUEST) HttpServletRequest request)
            throws IOException {
        return customer(authorization, request, Scope.upload);
    }

    /** The customer who reads receipts and variants. */
    public String read(@Header("Authorization") String authorization, @Header(REQUEST) HttpServletRequest request)
            throws IOException {
        return customer(authorization, request, Scope.read);
    }

    /** The customer who reads its numbers. */
    public String usage(@Header("Authorization") String authorization, @Header(REQUEST) HttpServletRequest request)
            throws IOException {
        return customer(authorization, request, Scope.usage);
    }

    /** The customer who deletes, or changes what is its own. */
    public String admin(@Header("Authorization") String authorization, @Header(REQUEST) HttpServletRequest request)
            throws IOException {
        return customer(authorization, request, Scope.admin);
    }

    /** The customer, whatever its credential may do. */
    public String any(@Header("Authorization") String authorization, @Header(REQUEST) HttpServletRequest request)
            throws IOException {
        return verified(authorization, request).customer();
    }

    /**
     * Verifies a request's credential for whoever asks behind this, so that it is done once.
     *
     * @throws BadRequestException 400 malformed-request too, where there are two: who is in front could go by the other one
     */
    public Caller verify(HttpServletRequest request) throws IOException {
        List<String> sent = Collections.list(request.getHeaders("Authorization"));
        if (sent.size() > 1) {
            throw BadRequestException.malformed(
                    "The header Authorization is there " + sent.size() + " times. Send it once.");
        }
        Caller caller = caller(sent.isEmpty() ? null : sent.get(0));
        request.setAttribute(VERIFIED, caller);
        return caller;
    }

    private Caller verified(String authorization, HttpServletRequest request) throws IOException {
        return request != null && request.getAttribute(VERIFIED) instanceof Caller caller
                ? caller
                : caller(authorization);
    }

    private String customer(String authorization, HttpServletRequest request, Scope wanted) throws IOException {
        Caller caller = verified(authorization, request);
        if (!caller.scopes().contains(wanted)) {
            throw new BadRequestException(
                    "not-allowed",
                    403,
                    "The credential " + caller.credential() + " has the scopes "
                            + List.copyOf(new TreeSet<>(caller.scopes()))
                            + "; this call needs " + wanted
                            + (caller.credential().equals("jwt")
                                    ? ". Ask the issuer for a token with it in the claim scope."
                                    : ". Use another, or have one made: ./darkroom key CUSTOMER --scopes " + wanted));
        }
        return caller.customer();
    }

    private Caller caller(String authorization) throws IOException {
        if (authorization == null || authorization.isBlank()) {
            throw new BadRequestException(
                    "no-credential", 401, "The header Authorization is missing. Send Authorization: Bearer KEY.");
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw bad("The header Authorization is no Bearer credential. Send Authorization: Bearer KEY.");
        }
        String text = authorization.substring(BEARER.length()).strip();
        return tokens != null && Tokens.isOne(text) ? tokens.caller(text) : keys.caller(text);
    }

    static BadRequestException bad(String what) {
        return new BadRequestException("bad-credential", 401, what);
    }
}
