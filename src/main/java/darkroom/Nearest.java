package darkroom;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** What somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** The flag or command of a command that takes the fewest edits (Levenshtein's distance). */
    static Optional<String> to(String given, CommandSpec command) {
        String word = given.replaceFirst("=.*", "");
        Stream<String> flags = command.options().stream().map(option -> option.longestName());
        Stream<String> commands = command.subcommands().keySet().stream();
        return among(word, (given.startsWith("-") ? flags : commands).toList());
    }

    /** The one of some words that takes the fewest edits; empty where there are none. */
    static Optional<String> among(String given, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt(known -> distance(given, known)));
    }

    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(swap, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
