package darkroom.webhooks;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.UUID;

/**
 * One try of a delivery, as it is logged.
 *
 * @param id of the delivery
 * @param attempt 1 for the first
 * @param outcome {@code delivered}, {@code again} or {@code dead}
 * @param status of HTTP; 0 where there was no answer
 * @param error why there was none; else empty
 * @param nextAt null where there is no other try
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LogEntry(
        String customer,
        String id,
        UUID imageId,
        String event,
        int attempt,
        Instant at,
        String outcome,
        int status,
        String error,
        long millis,
        Instant nextAt) {}
