package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class EdgeTest {
    /** Found by killing replicas: a client whose upload came too early took the 404 for an answer. */
    @Test
    void whileRoutesAreDownARequestIsToldToComeAgain() throws Exception {
        CamelContext context = new DefaultCamelContext();
        assertThat(statusWith(context)).as("starting").isEqualTo(503);
        context.start();
        assertThat(statusWith(context)).as("up").isEqualTo(200);
        context.stop();
        assertThat(statusWith(context)).as("stopped").isEqualTo(503);
    }

    private static int statusWith(CamelContext context) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        new Edge()
                .whileRoutesAreDown(
                        new StaticListableBeanFactory(Map.of("camel", context)).getBeanProvider(CamelContext.class))
                .doFilter(new MockHttpServletRequest("POST", "/v1/images"), response, chain);
        assertThat(chain.getRequest() != null).as("goes on").isEqualTo(response.getStatus() == 200);
        return response.getStatus();
    }
}
