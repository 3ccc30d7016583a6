package darkroom.model;

import java.time.Instant;
import java.util.UUID;

/** One row of ClickHouse, as far as it is held against a receipt. */
public record TallyRow(UUID tallyId, Instant occurredAt, Outcome outcome) {}
