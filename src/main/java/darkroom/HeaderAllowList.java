package darkroom;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/** What passes an endpoint: these headers in, these out, nothing else. Names count without case. Immutable. */
final class HeaderAllowList implements HeaderFilterStrategy {
    private final Set<String> in;
    private final Set<String> out;

    HeaderAllowList(Set<String> in, Set<String> out) {
        this.in = Set.copyOf(in);
        this.out = Set.copyOf(out);
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !out.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !in.contains(name.toLowerCase(Locale.ROOT));
    }
}
