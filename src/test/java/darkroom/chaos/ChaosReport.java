package darkroom.chaos;

import darkroom.chaos.Finding.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What came of a run. Immutable.
 *
 * @param accepted how many images the doors accepted
 * @param announcements records on the topic of receipts, at least one an image
 * @param done the kills that took place
 * @param missed points that were not reached
 * @param drainedMillis for each kill, by door: until all that had been handed in before it was announced
 */
public record ChaosReport(
        Options options,
        int accepted,
        int announcements,
        List<Killer.Done> done,
        Collection<Kill> missed,
        Map<Source, List<Long>> drainedMillis,
        List<Finding> findings,
        long seconds) {

    /** Nothing lost, nothing twice, nothing wrong, and every planned kill took place. */
    public boolean passed() {
        return findings.isEmpty() && missed.isEmpty() && done.size() == options.kills();
    }

    /** Images (or other subjects) with a finding of the kind. */
    long count(Kind kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::subject)
                .distinct()
                .count();
    }

    /** Such as {@code lost=0 duplicated=0 wrong=0 kills=40 seed=7}. */
    public String summary() {
        return "lost=%d duplicated=%d wrong=%d kills=%d seed=%d"
                .formatted(count(Kind.LOST), count(Kind.DUPLICATED), count(Kind.WRONG), done.size(), options.seed());
    }

    /** The summary, the times, and one line for each thing that is not as promised. */
    public String text() {
        StringBuilder text = new StringBuilder(summary()).append('\n');
        text.append("images accepted: %d; announcements: %d; %d s%n".formatted(accepted, announcements, seconds));
        text.append("restart -> ready: ").append(times(ready())).append('\n');
        drainedMillis.forEach((source, millis) ->
                text.append("restart -> drained, %s: %s%n".formatted(source.word(), drained(millis))));
        missed.forEach(kill -> text.append("NEVER REACHED: ").append(kill).append('\n'));
        findings.forEach(finding -> text.append(finding).append('\n'));
        return text.toString();
    }

    /** One table of the run, and one of kills by point and source, as in docs/chaos.md. */
    String markdown() {
        StringBuilder table = new StringBuilder("| what | value |\n|---|---|\n");
        row(table, "verdict", passed() ? "passed" : "**failed**");
        row(table, "result", "`" + summary() + "`");
        row(table, "replicas, images accepted", options.replicas() + ", " + accepted);
        row(table, "restart -> ready", times(ready()));
        drainedMillis.forEach((source, millis) -> row(table, "restart -> drained, " + source.word(), drained(millis)));
        row(table, "duration", seconds + " s");
        missed.forEach(kill -> row(table, "never reached", kill.toString()));
        findings.forEach(finding -> row(table, "finding", finding.toString()));
        table.append("\n| killed at | http | kafka | sqs | all |\n|---|---|---|---|---|\n");
        Map<String, Map<String, Long>> kills = done.stream()
                .collect(Collectors.groupingBy(
                        d -> d.kill().point() == null
                                ? "random moments"
                                : d.kill().point() + " " + d.kill().point().meaning(),
                        TreeMap::new,
                        Collectors.groupingBy(
                                d -> d.kill().source() == null
                                        ? ""
                                        : d.kill().source().word(),
                                Collectors.counting())));
        kills.forEach((point, by) -> table.append("| ")
                .append(point)
                .append(" | ")
                .append(by.getOrDefault("http", 0L))
                .append(" | ")
                .append(by.getOrDefault("kafka", 0L))
                .append(" | ")
                .append(by.getOrDefault("sqs", 0L))
                .append(" | ")
                .append(by.values().stream().mapToLong(n -> n).sum())
                .append(" |\n"));
        return table.toString().replace("| 0 | 0 | 0 |", "| | | |");
    }

    private static void row(StringBuilder table, String what, String value) {
        table.append("| ")
                .append(what)
                .append(" | ")
                .append(value.replace("|", "\\|"))
                .append(" |\n");
    }

    private List<Long> ready() {
        return done.stream().map(Killer.Done::readyMillis).toList();
    }

    /** With that of the last kill, after which nobody was disturbed any more. */
    private String drained(List<Long> millis) {
        return IntStream.range(0, done.size())
                .boxed()
                .max((a, b) -> Long.signum(done.get(a).at() - done.get(b).at()))
                .map(last -> times(millis)
                        + String.format(Locale.ROOT, "; of the last kill %.1f s", millis.get(last) / 1000.0))
                .orElseGet(() -> times(millis));
    }

    private static String times(List<Long> millis) {
        if (millis.isEmpty()) {
            return "none";
        }
        List<Long> sorted = millis.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "median %.1f s, p95 %.1f s, max %.1f s",
                share(sorted, 0.5),
                share(sorted, 0.95),
                share(sorted, 1));
    }

    /** In seconds; the nearest rank. */
    private static double share(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1000.0;
    }
}
