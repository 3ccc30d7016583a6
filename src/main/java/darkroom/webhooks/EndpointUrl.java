package darkroom.webhooks;

import darkroom.model.BadRequestException;
import darkroom.request.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The URL of a webhook, checked by its form. Where it leads is checked whenever it is connected to. */
final class EndpointUrl {
    private static final int LONGEST = 2048;
    private static final int LAST_PORT = 65_535;

    private EndpointUrl() {}

    /**
     * @param allowHttp besides https
     * @throws BadRequestException 400 malformed-request, naming what is wrong
     */
    static URI check(String text, boolean allowHttp) {
        if (text.length() > LONGEST) {
            throw wrong("", "has " + text.length() + " characters; give at most " + LONGEST);
        }
        URI url;
        try {
            url = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw wrong(text, "is no URL; give one such as https://example.com/webhooks");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(allowHttp && scheme.equals("http"))) {
            throw wrong(
                    text,
                    allowHttp
                            ? "begins with neither https:// nor http://"
                            : "does not begin with https://; what is told there is nobody else's");
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            throw wrong(text, "names no host in ASCII letters; give one such as https://example.com/webhooks");
        }
        if (url.getRawUserInfo() != null) {
            throw wrong("", "holds a user or password; the signature proves who calls");
        }
        if (url.getRawFragment() != null) {
            throw wrong(text, "has a fragment (#), which is never sent; leave it out");
        }
        if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
            throw wrong(text, "has the port " + url.getPort() + "; give 1 to " + LAST_PORT + " or none");
        }
        return url;
    }

    /** @param shown the URL; empty where it is long, or holds a secret */
    static BadRequestException wrong(String shown, String what) {
        String which = shown.isEmpty() ? "" : " '" + Shown.text(shown) + "'";
        return BadRequestException.malformed("The field url" + which + " " + what + ".");
    }
}
