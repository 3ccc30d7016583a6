package darkroom;

import darkroom.access.CustomerRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.filter.OncePerRequestFilter;

/** Where the outside begins: which headers pass, how Tomcat reads bodies, when the app is ready. */
class Edge {
    private static final Set<String> HTTP_IN = Set.of(
            "authorization",
            "content-length",
            "content-type",
            "idempotency-key",
            "if-none-match",
            "if-range",
            "range",
            "accept",
            "recipe",
            "id",
            "variant",
            "from",
            "to");
    private static final Set<String> HTTP_OUT = Set.of(
            "content-type",
            "content-length",
            "content-range",
            "content-disposition",
            "location",
            "etag",
            "cache-control",
            "expires",
            "accept-ranges",
            "retry-after",
            "www-authenticate",
            "idempotent-replayed",
            "x-content-type-options");
    private static final Set<String> EVENTS = Set.of(
            "ce_id",
            "ce_customer",
            "ce_recipe",
            "ce_type",
            "ce_source",
            "ce_specversion",
            "ce_time",
            "content-type",
            "darkroom_reason",
            "darkroom_from");

    @Bean
    HeaderFilterStrategy httpHeaders() {
        return new HeaderAllowList(HTTP_IN, HTTP_OUT);
    }

    @Bean
    HeaderFilterStrategy eventHeaders() {
        return new HeaderAllowList(EVENTS, EVENTS);
    }

    @Bean
    HeaderFilterStrategy noticeHeaders() {
        return new HeaderAllowList(Set.of(), Set.of("darkroom_reason", "darkroom_detail"));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodiesAreRead() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            // a body is the door's to read, whatever type it claims: curl --data-binary claims to be a form
            connector.setParseBodyMethods("");
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                http.setContinueResponseTiming("onRead"); // Expect: 100-continue waits for the door's decision
            }
        });
    }

    /** Camel would read a form for its fields; an image that is sent as one stays an image. */
    @Bean
    OncePerRequestFilter noForms() {
        return new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                String type = request.getContentType();
                boolean form =
                        type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
                chain.doFilter(form ? new Untyped(request) : request, response);
            }
        };
    }

    private static final class Untyped extends HttpServletRequestWrapper {
        Untyped(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getHeader(String name) {
            return "content-type".equalsIgnoreCase(name) ? getContentType() : super.getHeader(name);
        }
    }

    /** The port opens before the routes are up: until then not ready. */
    @Bean
    HealthIndicator routes(CamelContext context) {
        return () -> {
            long started = context.getRoutes().stream()
                    .filter(route -> context.getRouteController()
                            .getRouteStatus(route.getRouteId())
                            .isStarted())
                    .count();
            boolean all = context.getStatus().isStarted() && started == context.getRoutesSize() && started > 0;
            return (all ? Health.up() : Health.down())
                    .withDetail("started", started)
                    .withDetail("all", context.getRoutesSize())
                    .build();
        };
    }

    /** Without the registry no key can be checked. */
    @Bean
    HealthIndicator customers(CustomerRegistry registry) {
        return () -> (registry.isLoaded() ? Health.up() : Health.down()).build();
    }
}
