package darkroom.request;

import darkroom.model.BadRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * A refusal that waits until somebody has looked whether the request was accepted before: one that comes again for a lost
 * answer hands nothing in.
 */
public final class Postponed {
    private static final String NAME = Postponed.class.getName();

    private Postponed() {}

    /** Keeps it with its request. */
    public static void keep(HttpServletRequest request, BadRequestException refusal) {
        request.setAttribute(NAME, refusal);
    }

    /** What was kept. */
    public static Optional<BadRequestException> of(HttpServletRequest request) {
        return Optional.ofNullable((BadRequestException) request.getAttribute(NAME));
    }
}
