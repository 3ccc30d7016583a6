package darkroom.chaos;

import java.util.ArrayList;
import java.util.List;

/** A route file as text, of which steps can be moved. Mutable; one thread. */
final class RouteText {
    private final List<String> lines;

    RouteText(String text) {
        this.lines = new ArrayList<>(text.lines().toList());
    }

    /** Moves a step with all that is in it in front of another of the same list. */
    RouteText move(String step, String before) {
        int from = start(step);
        int to = end(from);
        List<String> block = new ArrayList<>(lines.subList(from, to));
        lines.subList(from, to).clear();
        lines.addAll(start(before), block);
        return this;
    }

    /** Puts a call of a bean in front of a step. */
    RouteText call(String bean, String method, String before) {
        int at = start(before);
        lines.add(at, " ".repeat(indent(at)) + "- bean: {id: mutated, ref: " + bean + ", method: " + method + "}");
        return this;
    }

    RouteText replace(String text, String by) {
        String changed = toString().replace(text, by);
        if (changed.equals(toString())) {
            throw new IllegalStateException("There is no '" + text + "' any more: mend the mutation");
        }
        lines.clear();
        lines.addAll(changed.lines().toList());
        return this;
    }

    /** The line with the dash of the step of this id. */
    private int start(String step) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(".*\\bid: " + step + "([ ,}].*)?")) {
                int start = i;
                while (!lines.get(start).strip().startsWith("- ")) {
                    start--;
                }
                return start;
            }
        }
        throw new IllegalStateException("There is no step " + step + " any more: mend the mutation");
    }

    private int end(int start) {
        int end = start + 1;
        while (end < lines.size() && indent(end) > indent(start)) {
            end++;
        }
        return end;
    }

    private int indent(int line) {
        return lines.get(line).length() - lines.get(line).stripLeading().length();
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
