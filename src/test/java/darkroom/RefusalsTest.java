package darkroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RefusalsTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong();
    private final Refusals refusals = new Refusals(meters, now::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.WARN); // another test may have turned all off
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    /** What a route's container makes of an exception. */
    private static final class Throwing extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final RuntimeException cause;

        Throwing(RuntimeException cause) {
            this.cause = cause;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException {
            throw new ServletException("Request processing failed", cause);
        }
    }

    private MockHttpServletResponse answer(MockHttpServletRequest request, RuntimeException cause) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        refusals.doFilter(request, response, new MockFilterChain(new Throwing(cause)));
        return response;
    }

    @Test
    void aThousandInASecondAreOneLineAndAllAreCounted() throws Exception {
        TaskRejectedException full = new TaskRejectedException("queue full");
        for (int i = 0; i < 1_000; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            MockHttpServletRequest request = new MockHttpServletRequest();
            assertThat(answer(request, full).getStatus()).isEqualTo(503);
            assertThat((Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION))
                    .hasCause(full);
        }
        assertThat(lines.list).hasSize(1);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        answer(new MockHttpServletRequest(), full);
        assertThat(lines.list).hasSize(2).allSatisfy(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getThrowableProxy()).isNull();
        });
        assertThat(lines.list.get(1).getFormattedMessage()).contains("1000 since the last");
        assertThat(meters.get("darkroom.http.refused")
                        .tag("reason", "busy")
                        .counter()
                        .count())
                .isEqualTo(1_001);
    }

    @Test
    void aBugIsLeftToWhoeverTellsOfIt() {
        IllegalStateException bug = new IllegalStateException("a bug");
        assertThatThrownBy(() -> answer(new MockHttpServletRequest(), bug)).hasCause(bug);
        assertThat(lines.list).isEmpty();
    }
}
