package darkroom.access;

import static darkroom.RawHttp.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.RawHttp;
import darkroom.RawHttp.Answer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On a Tomcat of its own, spoken to without a client that would mend the request. */
class TomcatProblemsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Tomcat TOMCAT = new Tomcat();
    private static int port;

    /** An application that fails in every way that there is. */
    private static final class Failing extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            String what = request.getParameter("with");
            if (what == null) {
                response.getWriter().write("all is well");
            } else if (what.equals("bug")) {
                throw new ServletException("password=hunter2", new IllegalStateException("at com.acme"));
            } else if (what.equals("shed")) {
                throw new ServletException(new IllegalStateException(new RejectedExecutionException("queue full")));
            } else if (what.startsWith("bare-")) {
                response.setStatus(Integer.parseInt(what.substring(5)));
            } else if (what.equals("words")) {
                response.setStatus(400);
                response.getWriter().write("own words");
            } else {
                response.setHeader("Allow", "POST");
                response.sendError(Integer.parseInt(what), "password=hunter2");
            }
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        TOMCAT.setBaseDir(folder.toString());
        Connector connector = TOMCAT.getConnector();
        connector.setPort(0);
        connector.setProperty("maxHttpRequestHeaderSize", "16384");
        StandardHost host = (StandardHost) TOMCAT.getHost();
        host.setErrorReportValveClass(TomcatProblems.class.getName()); // and so not one of its own inside ours
        host.getPipeline()
                .addValve(new TomcatProblems(
                        JSON, request -> 7, (request, response) -> response.setHeader("X-Request-Id", "an-id")));
        Context context = TOMCAT.addContext("", null);
        Tomcat.addServlet(context, "failing", new Failing());
        context.addServletMappingDecoded("/", "failing");
        TOMCAT.start();
        port = connector.getLocalPort();
    }

    @AfterAll
    static void stop() throws Exception {
        TOMCAT.stop();
        TOMCAT.destroy();
    }

    static Stream<Arguments> unreadable() {
        String host = "Host: x\r\n";
        String endless = "y".repeat(20_000);
        return Stream.of(
                Arguments.of("no HTTP at all", "GARBAGE\r\n\r\n", 400, "/"),
                Arguments.of("a bad method", "G@T /a HTTP/1.1\r\n" + host + "\r\n", 400, "/"),
                Arguments.of("HTTP/3", "GET /a HTTP/3.0\r\n" + host + "\r\n", 505, "/a"),
                Arguments.of("no host", "GET /a HTTP/1.1\r\n\r\n", 400, "/a"),
                Arguments.of("two hosts", "GET /a HTTP/1.1\r\n" + host + host + "\r\n", 400, "/a"),
                Arguments.of("a header without colon", "GET /a HTTP/1.1\r\n" + host + "Foo\r\n\r\n", 400, "/a"),
                Arguments.of("a control character", "GET /a HTTP/1.1\r\n" + host + "Foo: \u0001\r\n\r\n", 400, "/a"),
                Arguments.of(
                        "an endless header", "GET /a HTTP/1.1\r\n" + host + "F: " + endless + "\r\n\r\n", 400, "/a"),
                Arguments.of("an endless path", "GET /" + endless + " HTTP/1.1\r\n" + host + "\r\n", 400, "/"),
                Arguments.of("a slash in disguise", "GET /a%2fb HTTP/1.1\r\n" + host + "\r\n", 400, "/a%2fb"),
                Arguments.of("a NUL in disguise", "GET /a%00b HTTP/1.1\r\n" + host + "\r\n", 400, "/a%00b"),
                Arguments.of("no hexadecimal", "GET /a%zz HTTP/1.1\r\n" + host + "\r\n", 400, "/"),
                Arguments.of("half a percent", "GET /a% HTTP/1.1\r\n" + host + "\r\n", 400, "/"),
                Arguments.of("no UTF-8", "GET /a%ff HTTP/1.1\r\n" + host + "\r\n", 400, "/a%ff"),
                Arguments.of("braces in the path", "GET /{a} HTTP/1.1\r\n" + host + "\r\n", 400, "/"),
                Arguments.of("above the root", "GET /../etc HTTP/1.1\r\n" + host + "\r\n", 400, "/../etc"),
                Arguments.of("two lengths", "GET /a HTTP/1.1\r\n" + host + length(3) + length(4) + "\r\n", 400, "/a"),
                Arguments.of("a negative length", "GET /a HTTP/1.1\r\n" + host + length(-1) + "\r\n", 400, "/a"),
                Arguments.of(
                        "an unknown encoding",
                        "POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n",
                        501,
                        "/a"),
                Arguments.of("another expectation", "POST /a HTTP/1.1\r\n" + host + "Expect: money\r\n\r\n", 417, "/a"),
                Arguments.of("a tunnel", "CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n", 501, "/"));
    }

    private static String length(int bytes) {
        return "Content-Length: " + bytes + "\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void whatCannotBeReadIsMalformed(String what, String request, int status, String instance) throws IOException {
        JsonNode problem = problem(RawHttp.fallSilent(port, bytes(request)), status, "malformed-request");
        assertThat(problem.get("instance").asText()).isEqualTo(instance);
    }

    @ParameterizedTest
    @CsvSource({
        "/a%2fb, The path has '%2f'",
        "/a%zz, The path has a '%' without two hexadecimal digits",
        "/a?with=400&recipe=%zz, The query has a '%' without two hexadecimal digits",
        "/a;x=1?with=400, The path has a ';'",
        "/../etc, The path has the segment '..'",
        "/a//b?with=400, The path has '//'",
        "/a?with=400, at most 16384 bytes"
    })
    void theMistakeIsNamed(String target, String words) throws IOException {
        assertThat(problem(get(target), 400, "malformed-request").get("detail").asText())
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "400, malformed-request",
        "404, not-found",
        "405, method-not-allowed",
        "406, malformed-request",
        "408, malformed-request",
        "500, processing-failed",
        "503, busy"
    })
    void everyStatusThatNobodyWordedIsAProblem(int status, String code) throws IOException {
        Answer reported = get("/a?with=" + status);
        JsonNode problem = problem(reported, status, code);
        assertThat(problem.get("instance").asText()).isEqualTo("/a");
        assertThat(reported.headers()).containsEntry("Allow", "POST");
        problem(get("/a?with=bare-" + status), status, code);
    }

    @Test
    void whatTheApplicationWordedStays() throws IOException {
        Answer answer = get("/a?with=words");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("own words");
        assertThat(get("/a").body()).isEqualTo("all is well");
    }

    @Test
    void aRequestThatNoWorkerIsFreeForIsBusyWhateverTheContainerMadeOfIt() throws IOException {
        Answer answer = get("/a?with=shed");
        problem(answer, 503, "busy");
        assertThat(answer.headers()).containsEntry("Retry-After", "7");
    }

    @ParameterizedTest
    @CsvSource({"bug, 500", "500, 500", "400, 400", "404, 404"})
    void noTextOfAnExceptionGetsOut(String failure, int status) throws IOException {
        Answer answer = get("/a?with=" + failure);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.toString()).doesNotContain("hunter2", "acme", "Exception", "Tomcat", "apache");
    }

    @Test
    void aHeadIsAnsweredWithoutABody() throws IOException {
        Answer answer = RawHttp.breakOff(port, bytes("HEAD /a?with=404 HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    private static Answer get(String target) throws IOException {
        return RawHttp.breakOff(port, bytes("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    private static JsonNode problem(Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("X-Request-Id", "an-id")
                .doesNotContainKey("Server");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.fieldNames())
                .toIterable()
                .containsExactly("type", "title", "status", "detail", "instance", "code");
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("code").asText()).isEqualTo(code);
        return problem;
    }
}
