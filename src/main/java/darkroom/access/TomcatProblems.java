package darkroom.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;

/**
 * Every refusal that no route words, as a problem document: what Tomcat cannot read, no such path, another method, no
 * thread free. Nothing of the server or of an exception gets out. Thread-safe.
 */
public final class TomcatProblems extends ErrorReportValve {
    private final ObjectMapper json;
    private final ToLongFunction<Request> comeAgain;
    private final BiConsumer<Request, Response> refused;

    /**
     * @param comeAgain in how many seconds a request is to come again that there was no room for
     * @param refused is told of each: it may not have got to where requests have their ids and their lines of the log
     */
    public TomcatProblems(ObjectMapper json, ToLongFunction<Request> comeAgain, BiConsumer<Request, Response> refused) {
        this.json = json;
        this.comeAgain = comeAgain;
        this.refused = refused;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        boolean broken = response.isErrorReportRequired();
        if (!broken) {
            super.invoke(request, response);
        }
        // what is broken was so before the application saw it
        boolean over = broken || !request.isAsync() || request.isAsyncCompleting();
        if (over && response.getStatus() >= 400 && response.getContentWritten() == 0 && !response.isCommitted()) {
            answer(request, response);
        }
    }

    /** Left to {@link #invoke}, which also finds a status that nobody has reported as an error. */
    @Override
    protected void report(Request request, Response response, Throwable cause) {}

    private void answer(Request request, Response response) throws IOException {
        boolean shed = isShed((Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
        int status = shed ? 503 : response.getStatus();
        byte[] body = json.writeValueAsBytes(
                Problems.document(status, code(status), detail(status, request), path(request.getRequestURI()), null));
        response.setErrorReported();
        response.setSuspended(false);
        response.resetBuffer(true);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        refused.accept(request, response);
        if (status == 503) {
            response.setHeader("Retry-After", shed ? Long.toString(comeAgain.applyAsLong(request)) : "1");
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.finishResponse();
    }

    /** Whether it is that no worker is free, and no place to wait for one. */
    public static boolean isShed(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof RejectedExecutionException) {
                return true;
            }
        }
        return false;
    }

    /** What cannot be read as a path is not repeated. */
    private static String path(String sent) {
        try {
            return sent == null || !sent.startsWith("/") ? "/" : new URI(sent).toASCIIString();
        } catch (URISyntaxException unreadable) {
            return "/";
        }
    }

    private static int headBytes(Request request) {
        return ((AbstractHttp11Protocol<?>) request.getConnector().getProtocolHandler()).getMaxHttpRequestHeaderSize();
    }

    private static String code(int status) {
        return switch (status) {
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 501, 505 -> "malformed-request";
            case 503 -> "busy";
            default -> status < 500 ? "malformed-request" : "processing-failed";
        };
    }

    private static String detail(int status, Request request) {
        return switch (status) {
            case 404 -> "There is nothing at this path. See /openapi.yaml for those that are.";
            case 405 -> "This path takes other methods; the header Allow names them.";
            case 417 -> "Only Expect: 100-continue is understood.";
            case 501 -> "The server knows no such method or Transfer-Encoding. Send the body as it is, or chunked.";
            case 503 ->
                "All workers are busy, or the server is starting or stopping. Try again after the time in"
                        + " Retry-After.";
            case 505 -> "The server speaks HTTP/1.1.";
            default ->
                status < 500
                        ? Unreadable.detail(request.getRequestURI(), request.getQueryString(), headBytes(request))
                        : Problems.OURS;
        };
    }
}
