package imaging;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong in one recipe, all of it: whoever mends it is to start once more and not once for each. Used by one thread. */
final class Mistakes {
    private final Path file;
    private final Set<Mistake> found = new LinkedHashSet<>();

    private record Mistake(int line, String message) {}

    Mistakes(Path file) {
        this.file = file;
    }

    /** @param message what, and the fix, without the full stop; a second time it says nothing new */
    void add(int line, String message) {
        found.add(new Mistake(line, message));
    }

    int count() {
        return found.size();
    }

    /**
     * In the order of the file.
     *
     * @throws InvalidRecipeException if there are any, each on a line of its own: file, line, what, and the fix
     */
    void check() {
        if (!found.isEmpty()) {
            throw new InvalidRecipeException(found.stream()
                    .sorted(Comparator.comparingInt(Mistake::line))
                    .map(mistake -> file + ":" + mistake.line() + ": " + mistake.message() + ".")
                    .collect(Collectors.joining("\n")));
        }
    }
}
