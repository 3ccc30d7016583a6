package darkroom.request;

import darkroom.model.BadRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

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

    /**
     * @param accepted whether it was accepted before; asked only where a refusal is kept
     * @throws BadRequestException what was kept, where it was not
     */
    public static void unless(HttpServletRequest request, BooleanSupplier accepted) {
        if (request.getAttribute(NAME) instanceof BadRequestException refusal && !accepted.getAsBoolean()) {
            throw refusal;
        }
    }
}
