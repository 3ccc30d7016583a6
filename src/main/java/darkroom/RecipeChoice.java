package darkroom;

import imaging.Recipe;
import imaging.Recipes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A recipe as a flag names it: {@code NAME} or {@code NAME@VERSION}.
 *
 * @param version null for any
 */
record RecipeChoice(String name, Integer version) {
    private static final Pattern SHAPE = Pattern.compile("([a-z0-9-]{1,64})(?:@([1-9]\\d{0,8}))?");

    /** Reads one, whether there is such a recipe or not. */
    static final class Converter implements ITypeConverter<RecipeChoice> {
        @Override
        public RecipeChoice convert(String value) {
            Matcher part = SHAPE.matcher(value);
            if (!part.matches()) {
                throw new TypeConversionException(
                        "'" + value + "' is no recipe: write NAME or NAME@VERSION, for instance web@2");
            }
            return new RecipeChoice(part.group(1), part.group(2) == null ? null : Integer.valueOf(part.group(2)));
        }
    }

    /**
     * The recipe that there is of that name.
     *
     * @throws IllegalArgumentException where there is none, or one of another version
     */
    Recipe among(Recipes recipes) {
        Recipe found = recipes.find(name)
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no recipe."
                        + " Did you mean '"
                        + Nearest.among(name, recipes.names()).orElseThrow() + "'? There are: "
                        + String.join(", ", recipes.names()) + "."));
        if (version != null && version != found.version()) {
            throw new IllegalArgumentException(
                    "the recipe " + name + " is of version " + found.version() + " here, not " + version + ": give "
                            + found.id() + ", or DARKROOM_RECIPES with the folder that has the other.");
        }
        return found;
    }

    @Override
    public String toString() {
        return version == null ? name : name + '@' + version;
    }
}
