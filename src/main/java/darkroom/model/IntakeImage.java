package darkroom.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One image handed in, whatever door it came through.
 *
 * @param fresh nobody can have a receipt of this id: it is new, or was looked up already
 * @param recipe the recipe's name, without its version
 * @param receivedAt the same on every redo: it dates the rows
 * @param size bytes of the original, also where they were not read
 * @param bytes the original; empty where it was refused unread
 * @param refusal why the original is refused whatever it holds, for instance {@code too-many-bytes}; else null
 * @param replayOf the image whose kept original is worked on once more, by another recipe; else null
 */
public record IntakeImage(
        UUID id,
        boolean fresh,
        String customer,
        String source,
        String recipe,
        Instant receivedAt,
        long size,
        byte[] bytes,
        String refusal,
        UUID replayOf) {
    /** One that came in by itself. */
    public IntakeImage(
            UUID id,
            boolean fresh,
            String customer,
            String source,
            String recipe,
            Instant receivedAt,
            long size,
            byte[] bytes,
            String refusal) {
        this(id, fresh, customer, source, recipe, receivedAt, size, bytes, refusal, null);
    }
}
