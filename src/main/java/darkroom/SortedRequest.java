package darkroom;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.catalina.Globals;

/**
 * Keeps headers and query parameters apart: the platform-http component puts both among a message's headers, so that a
 * credential could come in a query (and get into logs), and the header From would be a day of {@code /v1/usage}.
 */
class SortedRequest extends HttpServletRequestWrapper {
    /** The query parameters that there are; no header has these names here, and no parameter another. */
    private static final Set<String> PARAMETERS =
            Set.of("recipe", "from", "to", "upload", "bytes", "download", "before", "outcome");

    /** Names of path variables: they come from the path alone. */
    private static final Set<String> VARIABLES = Set.of("id", "variant", "token");

    /** Escapes, parameters, empty segments, and those that mean another place; no path of ours needs one. */
    private static final Pattern SPELT_OTHERWISE = Pattern.compile("[%;\\\\]|//|/\\.{1,2}(/|$)");

    SortedRequest(HttpServletRequest request) {
        super(request);
    }

    /**
     * Whether all of the query was, of which Tomcat leaves out without a word what it cannot decode; whether each of our
     * parameters is there once: of two, one part of a server would take the first, and another both; and whether the path is
     * written as there is need for: what is not would be one path for a filter or a proxy and another for the routes.
     */
    boolean isReadable() {
        super.getParameterMap();
        return getAttribute(Globals.PARAMETER_PARSE_FAILED_ATTR) == null
                && getParameterMap().values().stream().allMatch(values -> values.length == 1)
                && !SPELT_OTHERWISE.matcher(getRequestURI()).find();
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        Map<String, String[]> kept = new LinkedHashMap<>(super.getParameterMap());
        kept.keySet().retainAll(PARAMETERS);
        return kept;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public String getParameter(String name) {
        return PARAMETERS.contains(name) ? super.getParameter(name) : null;
    }

    @Override
    public String[] getParameterValues(String name) {
        return PARAMETERS.contains(name) ? super.getParameterValues(name) : null;
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(SortedRequest::isHeader)
                .toList());
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHeader(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
    }

    @Override
    public String getHeader(String name) {
        return isHeader(name) ? super.getHeader(name) : null;
    }

    private static boolean isHeader(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !PARAMETERS.contains(lower) && !VARIABLES.contains(lower);
    }
}
