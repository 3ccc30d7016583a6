package darkroom.webhooks;

import java.util.List;

/**
 * What a try leaves to be done.
 *
 * @param again the message to be sent for a later try; none or one
 * @param delaySeconds before it is seen, as far as the queue can count
 * @param log what is to be logged of it; none or one
 */
public record Attempted(List<String> again, int delaySeconds, List<LogEntry> log) {
    /** It concerns nobody any more. */
    static final Attempted NOTHING = new Attempted(List.of(), 0, List.of());
}
