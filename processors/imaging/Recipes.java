package imaging;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All recipes of a folder, by name. Immutable. */
public final class Recipes {
    private final Map<String, Recipe> recipes = new TreeMap<>();

    private Recipes() {}

    public static Recipes load(Path folder) {
        return new Recipes();
    }

    public Optional<Recipe> find(String name) {
        return Optional.ofNullable(recipes.get(name));
    }

    public SortedSet<String> names() {
        return new TreeSet<>(recipes.keySet());
    }
}
