package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.access.Access;
import darkroom.access.CustomerRegistry;
import darkroom.access.ShareLinks;
import darkroom.access.TomcatProblems;
import darkroom.access.quota.Quotas;
import darkroom.archive.retention.RetentionWatch;
import darkroom.intake.Places;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.yaml.snakeyaml.Yaml;

/** Where the outside begins: which headers pass, how Tomcat reads bodies, when the app is ready. */
class Edge {
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT");
    private static final Set<String> HTTP_IN = Set.of(
            "authorization",
            "content-length",
            "content-type",
            "idempotency-key",
            "prefer",
            "upload",
            "bytes",
            "if-none-match",
            "if-range",
            "range",
            "accept",
            "recipe",
            "id",
            "variant",
            "token",
            "download",
            "from",
            "to",
            "before",
            "outcome");
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
            "preference-applied");
    /** What a page of another origin may read; keys are no cookies, so a page has what its user gave it. */
    private static final List<String> CORS_OUT = List.of(
            "Location",
            "ETag",
            "Content-Disposition",
            "Content-Range",
            "Retry-After",
            "Idempotent-Replayed",
            "Preference-Applied",
            "RateLimit",
            "RateLimit-Policy",
            AccessLog.ID);

    private static final Duration CORS_FOR = Duration.ofHours(1);
    private static final Set<String> EVENTS_IN = Set.of(
            "ce_id",
            "ce_customer",
            "ce_recipe",
            "ce_type",
            "ce_source",
            "ce_specversion",
            "ce_time",
            "content-type",
            Places.HEADER);
    private static final Set<String> EVENTS_OUT = union(EVENTS_IN, Set.of("darkroom_reason", "darkroom_from"));

    @Bean
    HeaderFilterStrategy httpHeaders() {
        return new HeaderAllowList(HTTP_IN, HTTP_OUT);
    }

    @Bean
    HeaderFilterStrategy eventHeaders() {
        return new HeaderAllowList(EVENTS_IN, EVENTS_OUT);
    }

    @Bean
    HeaderFilterStrategy noticeHeaders() {
        return new HeaderAllowList(Set.of(), Set.of("darkroom_reason", "darkroom_detail"));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusalsAreProblems(
            ObjectMapper json, Comebacks comebacks, AccessLog log) {
        TomcatProblems problems =
                new TomcatProblems(json, request -> comebacks.seconds(AccessLog.customer(request)), log::refused);
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(problems));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodiesAreRead() {
        return factory -> {
            factory.addEngineValves(new RawBody.Access());
            factory.addConnectorCustomizers(connector -> {
                // curl --data-binary claims to be a form; its body is no list of parameters
                connector.setParseBodyMethods("");
                if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                    http.setContinueResponseTiming("onRead"); // Expect: 100-continue waits for the door's decision
                }
            });
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> headsHaveADeadline(Settings settings) {
        Duration most = Duration.ofSeconds(settings.http().headSeconds());
        return factory -> {
            factory.setProtocol(HeadDeadline.class.getName());
            factory.addConnectorCustomizers(connector -> ((HeadDeadline) connector.getProtocolHandler()).setMost(most));
        };
    }

    /** Around all others, so that what they refuse has an id and a line, too. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    AccessLog accessLog(Settings settings, ObjectMapper json) {
        return new AccessLog(settings.http().accessLog(), json);
    }

    /** Then: a browser asks before it sends anything, and without a credential. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    CorsFilter otherOrigins(Settings settings) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        if (!settings.http().corsOrigins().isEmpty()) {
            CorsConfiguration cors = new CorsConfiguration();
            cors.setAllowedOrigins(settings.http().corsOrigins());
            cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
            cors.setAllowedHeaders(List.of("*"));
            cors.setExposedHeaders(CORS_OUT);
            cors.setMaxAge(CORS_FOR);
            source.registerCorsConfiguration("/v1/**", cors);
        }
        CorsFilter filter = new CorsFilter(source) {
            @Override
            protected boolean shouldNotFilter(HttpServletRequest request) {
                // what asks first is answered here in any case: nobody behind it words a refusal
                return source.getCorsConfigurations().isEmpty() && !CorsUtils.isPreFlightRequest(request);
            }
        };
        filter.setCorsProcessor(new ListedOrigins());
        return filter;
    }

    /** The port opens before the routes are up, and closes after them: until then there is nothing at any path. */
    @Bean
    OncePerRequestFilter whileRoutesAreDown(ObjectProvider<CamelContext> context) {
        return new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                if (context.getObject().isStarted()) {
                    chain.doFilter(request, response);
                } else {
                    response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                }
            }
        };
    }

    /**
     * The platform-http component reads a whole body into memory before the first step of a route, whoever sent it and
     * however long it is. It gets to see an empty one; the door reads the real one, when it has decided to. Bodies come and go
     * at a pace, and no browser is to take an answer for something else than it says.
     */
    @Bean
    OncePerRequestFilter bodiesWait(Settings settings) {
        long least = settings.http().bodyBytesASecond();
        long leastRead = settings.http().readBytesASecond();
        Duration window = Duration.ofSeconds(settings.http().bodyWindowSeconds());
        return new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                response.setHeader("X-Content-Type-Options", "nosniff");
                boolean hasBody = WITH_BODY.contains(request.getMethod());
                SortedRequest sorted =
                        hasBody ? new WaitingBody(request, new BodyPace(least, window)) : new SortedRequest(request);
                if (sorted.isReadable()) {
                    chain.doFilter(
                            sorted,
                            new PacedAnswer(request, response, new BodyPace(leastRead, window), System::nanoTime));
                } else {
                    response.sendError(HttpServletResponse.SC_BAD_REQUEST);
                }
            }
        };
    }

    @Bean
    NonBlockingAnswers pagesHoldNoThread(Settings settings) {
        return new NonBlockingAnswers(Duration.ofSeconds(2L * settings.http().bodyWindowSeconds()));
    }

    /** Behind those above: what they refuse costs no customer anything. */
    @Bean
    Gate gate(Access access, ShareLinks links, Quotas quotas, ObjectMapper json) {
        return new Gate(access, links, quotas, json);
    }

    /** Behind the gate, to which the exchange ends as any other. */
    @Bean
    Refusals refusals(MeterRegistry meters) {
        return new Refusals(meters, System::nanoTime);
    }

    @Bean
    Comebacks comebacks(Settings settings) {
        return new Comebacks(
                Duration.ofMillis(100)
                        .dividedBy(Runtime.getRuntime().availableProcessors()), // about a picture for a core
                Duration.ofSeconds(settings.http().comeAgainSeconds()),
                System::nanoTime);
    }

    /** Those who wait for one of them are taken from customer after customer, all by way of the queue. */
    @Bean
    ThreadPoolTaskExecutor applicationTaskExecutor(Settings settings, Comebacks comebacks) {
        int most = settings.http().workers();
        if (settings.http().waiting() < 1) {
            throw new IllegalStateException("darkroom.http.waiting is "
                    + settings.http().waiting() + "; give 1 or more: a request gets to its worker by that queue");
        }
        ThreadPoolTaskExecutor workers = new ThreadPoolTaskExecutor() {
            @Override
            protected BlockingQueue<Runnable> createQueue(int places) {
                return new FairQueue(places, most, Gate::customer, comebacks::ended);
            }
        };
        workers.setCorePoolSize(most);
        workers.setMaxPoolSize(most);
        workers.setPrestartAllCoreThreads(true); // a thread that is begun with a task would pass the queue by
        workers.setQueueCapacity(settings.http().waiting());
        workers.setThreadNamePrefix("http-");
        return workers;
    }

    /** Declares no length and no type; the headers still tell both, and the stream is still there. */
    private static final class WaitingBody extends SortedRequest {
        private final BodyPace pace;

        WaitingBody(HttpServletRequest request, BodyPace pace) {
            super(request);
            this.pace = pace;
        }

        @Override
        public ServletInputStream getInputStream() {
            return RawBody.of(this, pace);
        }

        @Override
        public int getContentLength() {
            return 0;
        }

        @Override
        public long getContentLengthLong() {
            return 0;
        }

        @Override
        public String getContentType() {
            return null;
        }
    }

    @Bean
    PagePolicy pagePolicy(Settings settings) {
        return new PagePolicy(AwsClients.uploads(
                settings.s3(), settings.uploads().endpoint(), settings.inbox().bucket()));
    }

    /** A folder of the web page, which the handler of static files does not look into. */
    @Bean
    RouterFunction<ServerResponse> guide() {
        return RouterFunctions.route()
                .route(read("/docs"), any -> ServerResponse.permanentRedirect(URI.create("/docs/"))
                        .build())
                .add(RouterFunctions.resource(
                        RequestPredicates.path("/docs/"), new ClassPathResource("static/docs/index.html")))
                .build();
    }

    /** What the paths of the routes take and answer, as it is written, and for whoever reads no YAML. */
    @Bean
    RouterFunction<ServerResponse> description() throws IOException {
        ClassPathResource yaml = new ClassPathResource("openapi.yaml");
        byte[] json = new ObjectMapper().writeValueAsBytes(new Yaml().<Object>load(yaml.getInputStream()));
        return RouterFunctions.resource(
                        RequestPredicates.path("/openapi.yaml"),
                        yaml,
                        (file, headers) -> headers.setContentType(MediaType.APPLICATION_YAML))
                .andRoute(read("/openapi.json"), any -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(json));
    }

    private static RequestPredicate read(String path) {
        return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path));
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

    /** Always UP: another replica would find the same away, and what can go on without it does. */
    @Bean
    HealthIndicator dependencies(List<Breaker> breakers) {
        return () -> {
            Health.Builder health = Health.up();
            breakers.forEach(breaker -> health.withDetail(breaker.dependency(), breaker.details()));
            return health.build();
        };
    }

    /** Always UP: what is found is an operator's matter, and no reason to send the load elsewhere. */
    @Bean
    HealthIndicator retention(RetentionWatch watch) {
        return () -> Health.up().withDetails(watch.details()).build();
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }
}
