package darkroom.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Function;
import org.apache.hc.client5.http.DnsResolver;

/** A resolver for tests. */
final class Names {
    private Names() {}

    /** @param literals the addresses of a name */
    static DnsResolver all(Function<String, List<String>> literals) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                List<String> texts = literals.apply(host);
                InetAddress[] addresses = new InetAddress[texts.size()];
                for (int i = 0; i < addresses.length; i++) {
                    addresses[i] = InetAddress.getByName(texts.get(i));
                }
                return addresses;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }
}
