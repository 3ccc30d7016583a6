package imaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All recipes of a folder, by name. Immutable, thread-safe. */
public final class Recipes {
    private final SortedMap<String, Recipe> recipes;

    private Recipes(SortedMap<String, Recipe> recipes) {
        this.recipes = Collections.unmodifiableSortedMap(recipes);
    }

    /**
     * Reads {@code NAME.yaml} (or {@code .yml}), each a recipe NAME; files of other kinds are left alone.
     *
     * @param company whose steps recipes may name beside ours
     * @param engine chooses among the formats that the recipes ask for: the first that it writes
     * @throws InvalidRecipeException if the folder has no recipe, or one that is not right in every word
     */
    public static Recipes load(Path folder, Engine engine, CompanySteps company) {
        return load(folder, Optional.of(engine), company);
    }

    /** With the company's steps that are found, and the usual limits for them. */
    public static Recipes load(Path folder, Engine engine) {
        return load(folder, engine, CompanySteps.find(Limits.defaults()));
    }

    /** For whoever asks only for names and steps: formats are not held against any engine, and the first counts. */
    public static Recipes load(Path folder) {
        return load(folder, Optional.empty(), CompanySteps.find(Limits.defaults()));
    }

    private static Recipes load(Path folder, Optional<Engine> engine, CompanySteps company) {
        SortedMap<String, Recipe> found = new TreeMap<>();
        for (Path file : files(folder)) {
            Recipe recipe = RecipeFile.read(file, engine, company);
            if (found.putIfAbsent(recipe.name(), recipe) != null) {
                throw new InvalidRecipeException(
                        file + ": there is already a recipe '" + recipe.name() + "' here; keep one of the two files.");
            }
        }
        if (found.isEmpty()) {
            throw new InvalidRecipeException(folder + ": no recipe (NAME.yaml) in this folder; add one, or point"
                    + " darkroom.recipes at the folder that has them.");
        }
        return new Recipes(found);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(
                            f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidRecipeException(
                    folder + ": cannot be listed (" + e + "); point darkroom.recipes at a folder of recipes.", e);
        }
    }

    public Optional<Recipe> find(String name) {
        return Optional.ofNullable(recipes.get(name));
    }

    public SortedSet<String> names() {
        return new TreeSet<>(recipes.keySet());
    }
}
