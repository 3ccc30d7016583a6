package darkroom.model;

import java.time.Instant;
import java.util.UUID;

/**
 * What ClickHouse holds of one image, summed up.
 *
 * @param rows how many, each counted once
 * @param highest number of a variant among them
 * @param first the earliest {@code occurred_at}
 * @param last the latest; the same, where all is well
 * @param failed how many of the rows say that it failed
 * @param rejected how many that it was refused
 */
public record TalliedImage(
        String customer, UUID id, int rows, int highest, Instant first, Instant last, int failed, int rejected) {}
