package darkroom.recovery;

import darkroom.model.Receipt;
import darkroom.model.TallyRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Holds the rows of one image against its receipt. Rows count in milliseconds. */
final class Verdict {
    private Verdict() {}

    /** @return what differs; a row that is missing weighs more than one too many, for it can be mended */
    static Optional<Difference.Kind> of(Receipt receipt, Set<UUID> expected, List<TallyRow> rows) {
        Instant at = receipt.receivedAt().truncatedTo(ChronoUnit.MILLIS);
        List<TallyRow> here =
                rows.stream().filter(row -> row.occurredAt().equals(at)).toList();
        Set<UUID> ids = here.stream().map(TallyRow::tallyId).collect(Collectors.toSet());
        if (ids.isEmpty() && !rows.isEmpty()) {
            return Optional.of(Difference.Kind.moved);
        }
        if (ids.isEmpty()) {
            return Optional.of(Difference.Kind.missing);
        }
        if (here.stream().anyMatch(row -> row.outcome() != receipt.outcome())) {
            return Optional.of(Difference.Kind.outdated);
        }
        if (!ids.containsAll(expected)) {
            return Optional.of(Difference.Kind.incomplete);
        }
        if (here.size() < rows.size()) {
            return Optional.of(Difference.Kind.moved);
        }
        return ids.size() > expected.size() ? Optional.of(Difference.Kind.surplus) : Optional.empty();
    }
}
