package darkroom.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name once for the connection that is made by it: what was checked is what is connected to, so that a name that
 * changes in between (DNS rebinding) reaches nothing else. One address that is not allowed refuses the name as a whole.
 * Immutable.
 */
final class CheckedResolver implements DnsResolver {
    private final DnsResolver dns;
    private final boolean allowPrivate;

    /** @param allowPrivate for development: any address will do */
    CheckedResolver(DnsResolver dns, boolean allowPrivate) {
        this.dns = dns;
        this.allowPrivate = allowPrivate;
    }

    /** A name leads to an address that is not public. The message does not tell which: that would map the inside. */
    static final class NotAllowedException extends UnknownHostException {
        NotAllowedException(String host) {
            super(host + " leads to an address that is not public");
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = dns.resolve(host);
        if (addresses == null || addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        if (!allowPrivate && !Arrays.stream(addresses).allMatch(PublicAddress::is)) {
            throw new NotAllowedException(host);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host; // nobody asks: no credential of a proxy or of Kerberos is in play
    }
}
