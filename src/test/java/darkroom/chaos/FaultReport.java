package darkroom.chaos;

import darkroom.chaos.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of a run of faults. Immutable.
 *
 * @param everywhere what was found that is of no single fault
 */
public record FaultReport(long seed, List<Row> rows, List<Finding> everywhere, long seconds) {
    /**
     * What came of one.
     *
     * @param skipped why it did not take place, or null
     * @param accepted images that were handed in meanwhile
     * @param recoveredMillis from its end until every image that had been handed in was announced; negative where that
     *     took too long
     * @param findings about images that were handed in meanwhile, and about the fault itself
     */
    public record Row(Fault fault, String skipped, int accepted, long recoveredMillis, List<Finding> findings) {
        long count(Kind kind) {
            return findings.stream()
                    .filter(finding -> finding.kind() == kind)
                    .map(Finding::subject)
                    .distinct()
                    .count();
        }

        public boolean passed() {
            return findings.isEmpty();
        }

        String result() {
            return passed() ? "passed" : "failed";
        }
    }

    /** Something took place, and nothing was found: of what did not take place nothing is shown. */
    public boolean passed() {
        return everywhere.isEmpty() && happened() > 0 && rows.stream().allMatch(Row::passed);
    }

    /** Such as {@code lost=0 duplicated=0 wrong=0 faults=31 seed=7}, with {@code skipped=1} where one did not take place. */
    public String summary() {
        long skipped = rows.size() - happened();
        return "lost=%d duplicated=%d wrong=%d faults=%d%s seed=%d"
                .formatted(
                        count(Kind.LOST),
                        count(Kind.DUPLICATED),
                        count(Kind.WRONG),
                        happened(),
                        skipped == 0 ? "" : " skipped=" + skipped,
                        seed);
    }

    private long happened() {
        return rows.stream().filter(row -> row.skipped() == null).count();
    }

    private long count(Kind kind) {
        return rows.stream().mapToLong(row -> row.count(kind)).sum()
                + everywhere.stream().filter(finding -> finding.kind() == kind).count();
    }

    /** The summary, a line a fault, and one for each thing that is not as promised. */
    public String text() {
        StringBuilder text =
                new StringBuilder(summary()).append(", ").append(seconds).append(" s\n");
        for (Row row : rows) {
            text.append(
                    row.skipped() != null
                            ? "%-26s SKIPPED: %s%n".formatted(row.fault().word(), row.skipped())
                            : "%-26s %s; %d images, recovered %s%n"
                                    .formatted(row.fault().word(), row.result(), row.accepted(), recovered(row)));
        }
        if (happened() == 0) {
            text.append("FAILED: no fault took place, so nothing is shown\n");
        }
        findings().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private List<String> findings() {
        List<String> lines = new ArrayList<>();
        rows.forEach(
                row -> row.findings().forEach(finding -> lines.add(row.fault().word() + ": " + finding)));
        everywhere.forEach(finding -> lines.add(finding.toString()));
        return lines;
    }

    private static String recovered(Row row) {
        return row.recoveredMillis() < 0
                ? "not in time"
                : String.format(Locale.ROOT, "%.1f s", row.recoveredMillis() / 1000.0);
    }

    /** The matrix, with the rows that tests prove, as in docs/faults.md. */
    String markdown() {
        StringBuilder table = new StringBuilder("`" + summary() + "`, " + seconds + " s\n\n"
                + "| fault | what goes wrong | images | recovered after | lost | duplicated | wrong | result |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        for (Fault fault : Fault.ALL) {
            table.append("| `%s` | %s |".formatted(fault.word(), fault.sentence()));
            Row row = rows.stream().filter(r -> r.fault() == fault).findFirst().orElse(null);
            if (row != null && row.skipped() == null) {
                table.append(" %d | %s | %d | %d | %d | %s |%n"
                        .formatted(
                                row.accepted(),
                                recovered(row),
                                row.count(Kind.LOST),
                                row.count(Kind.DUPLICATED),
                                row.count(Kind.WRONG),
                                row.passed() ? "passed" : "**failed**"));
            } else {
                String result = row != null
                        ? "**skipped: " + row.skipped() + "**"
                        : fault.tests().isEmpty() ? "not run" : "`" + String.join("`, `", fault.tests()) + "`";
                table.append(" | | | | | %s |%n".formatted(result));
            }
        }
        findings().forEach(line -> table.append("\n- ").append(line.replace("|", "\\|")));
        return table.toString();
    }
}
