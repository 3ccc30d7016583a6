package darkroom.chaos;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What a run of faults is asked to do.
 *
 * @param faults in their order
 * @param literal as long as in production, instead of in little
 * @param report where to write the table, or null
 */
public record FaultOptions(List<Fault> faults, long seed, boolean literal, Path report) {
    /** Whether the command line asks for faults at all. */
    static boolean areIn(List<String> arguments) {
        return arguments.contains("--fault") || arguments.contains("--faults");
    }

    /** @throws IllegalArgumentException naming the flag, its value and what it may be */
    static FaultOptions of(List<String> arguments) {
        List<Fault> faults = Fault.scenarios();
        long seed = System.nanoTime() & 0xffff;
        boolean literal = false;
        Path report = null;
        for (Iterator<String> words = arguments.iterator(); words.hasNext(); ) {
            String flag = words.next();
            switch (flag) {
                case "--faults" -> faults = Fault.scenarios();
                case "--fault" -> {
                    String word = words.next();
                    faults = word.equals("all")
                            ? Fault.scenarios()
                            : Arrays.stream(word.split(",")).map(Fault::of).toList();
                }
                case "--seed" -> seed = Options.of(List.of(flag, words.next())).seed();
                case "--long" -> literal = true;
                case "--report" -> report = Options.report(words.next());
                default -> throw new IllegalArgumentException(flag + " does not go with --fault");
            }
        }
        return new FaultOptions(faults, seed, literal, report);
    }

    Pace pace() {
        return literal ? Pace.LITERAL : Pace.SHORT;
    }
}
