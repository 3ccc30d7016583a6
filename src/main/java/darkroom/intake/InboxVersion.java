package darkroom.intake;

import java.time.Instant;

/**
 * One version that lies in the inbox.
 *
 * @param since when it came
 * @param size bytes
 */
public record InboxVersion(Arrival arrival, Instant since, long size) {}
