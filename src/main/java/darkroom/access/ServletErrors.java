package darkroom.access;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the servlet container refuses before a route sees it: no such path, another method, no thread free. */
@RestController
public final class ServletErrors implements ErrorController {

    /** The problem document of the error that the container dispatched here. */
    @RequestMapping("${server.error.path:/error}")
    public ResponseEntity<Map<String, Object>> problem(HttpServletRequest request) {
        Object attribute = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = attribute instanceof Integer code ? code : 404;
        boolean shed = rejected((Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
        if (shed) {
            status = 503;
        }
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (shed) {
            answer.header(HttpHeaders.RETRY_AFTER, "1");
        }
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return answer.body(Problems.document(status, code(status), detail(status), path, null));
    }

    private static boolean rejected(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof RejectedExecutionException) {
                return true;
            }
        }
        return false;
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "no-credential";
            case 403 -> "not-allowed";
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 413 -> "too-many-bytes";
            case 503 -> "busy";
            default -> status < 500 ? "malformed-request" : "processing-failed";
        };
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this path. See /openapi.yaml for those that are.";
            case 405 -> "This path takes other methods; the header Allow names them.";
            case 413 -> "The body is larger than darkroom.limits.http-body-bytes.";
            case 503 -> "All workers are busy. Try again after the time in Retry-After.";
            default ->
                status < 500
                        ? "The server could not read the request. Check its method, path and headers."
                        : "Something went wrong on the server. Try again, or tell the operator the time of this answer.";
        };
    }
}
