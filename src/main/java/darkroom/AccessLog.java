package darkroom;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id, its sender's where that is one, and writes a line of JSON for each if that is wanted. Nothing of
 * a credential is in it: no header, no query, and of a share link only that it was one. Thread-safe.
 */
final class AccessLog extends OncePerRequestFilter {
    /** Of a request: whose it is, once that is known. */
    static final String CUSTOMER = "darkroom.customer";

    static final String ID = "X-Request-Id";
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern LINK = Pattern.compile("(/v1/shared/).*");
    private static final Logger LOG = LoggerFactory.getLogger("darkroom.access-log");

    private final boolean wanted;
    private final ObjectMapper json;

    AccessLog(boolean wanted, ObjectMapper json) {
        this.wanted = wanted;
        this.json = json;
        if (wanted && LOG instanceof ch.qos.logback.classic.Logger logger && logger.isAdditive()) {
            writeAsItIs(logger);
        }
    }

    /** A line is a document of its own: without the time, the level and the name that other lines begin with. */
    private static void writeAsItIs(ch.qos.logback.classic.Logger logger) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logger.getLoggerContext());
        encoder.setPattern("%m%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> out = new ConsoleAppender<>();
        out.setContext(logger.getLoggerContext());
        out.setEncoder(encoder);
        out.start();
        logger.addAppender(out);
        logger.setAdditive(false);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = name(request, response);
        if (!wanted) {
            chain.doFilter(request, response);
            return;
        }
        long begin = System.nanoTime();
        RequestEnd.pass(request, response, chain, () -> write(request, response, id, begin));
    }

    /** Of a request that the server itself refuses, and that may never have come here. */
    void refused(HttpServletRequest request, HttpServletResponse response) {
        boolean unseen = response.getHeader(ID) == null;
        String id = name(request, response);
        if (wanted && unseen) {
            write(request, response, id, System.nanoTime());
        }
    }

    /** Calls a request what its sender does, where that is usable, else something new, unless it has a name already. */
    private static String name(HttpServletRequest request, HttpServletResponse response) {
        String id = response.getHeader(ID);
        if (id == null) {
            String sent = request.getHeader(ID);
            id = sent != null && USABLE.matcher(sent).matches()
                    ? sent
                    : UUID.randomUUID().toString();
            response.setHeader(ID, id);
        }
        return id;
    }

    /** Whose a request is; empty where nobody has said, as {@link Gate#customer} has it. */
    static String customer(HttpServletRequest request) {
        return request.getAttribute(CUSTOMER) instanceof String known ? known : "";
    }

    private void write(HttpServletRequest request, HttpServletResponse response, String id, long begin) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("id", id);
        line.put("customer", request.getAttribute(CUSTOMER));
        line.put("method", request.getMethod());
        line.put("path", LINK.matcher(String.valueOf(request.getRequestURI())).replaceFirst("$1..."));
        line.put("status", response.getStatus());
        line.put("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        line.put("from", request.getRemoteAddr());
        try {
            LOG.info(json.writeValueAsString(line));
        } catch (IOException e) {
            LOG.warn("A request cannot be logged: {}", e.toString());
        }
    }
}
