package darkroom.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import imaging.EncodingRule;
import imaging.Format;
import imaging.Keep;
import imaging.Measure;
import imaging.Recipe;
import imaging.Recipes;
import imaging.Step;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a customer may ask for: every recipe and what comes of it, as JSON. Immutable, thread-safe. */
public final class RecipeMenu {
    private final byte[] menu;

    /**
     * What an image may have, in bytes.
     *
     * @param image that is posted
     * @param upload that is sent to S3
     */
    public record Sizes(long image, long upload) {}

    /** @param recipes as the doors have them */
    public RecipeMenu(Recipes recipes, Sizes sizes, ObjectMapper json) {
        List<Entry> entries = recipes.names().stream()
                .map(name -> entry(recipes.find(name).orElseThrow()))
                .toList();
        try {
            this.menu = json.writeValueAsBytes(new Menu(RecipeNames.DEFAULT, sizes, entries));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param standard the one that is taken where none is named, whether it is there or not */
    private record Menu(@JsonProperty("default") String standard, Sizes mostBytes, List<Entry> recipes) {}

    private record Entry(
            String name,
            int version,
            String description,
            List<String> steps,
            List<String> measures,
            List<String> keep,
            List<Variant> variants) {}

    /** @param formats that it may have; which one follows from the picture */
    private record Variant(
            String name, String shape, int width, int height, List<String> steps, List<String> formats) {}

    /** By name, as UTF-8. */
    public byte[] list() {
        return menu.clone();
    }

    private static Entry entry(Recipe recipe) {
        return new Entry(
                recipe.name(),
                recipe.version(),
                recipe.description(),
                words(recipe.steps()),
                recipe.measures().stream().map(Measure::word).sorted().toList(),
                recipe.kept().stream().map(Keep::word).sorted().toList(),
                recipe.variants().stream().map(RecipeMenu::variant).toList());
    }

    private static Variant variant(Recipe.Output output) {
        return new Variant(
                output.name(),
                output.shape().name(),
                output.shape().box().width(),
                output.shape().box().height(),
                words(output.steps()),
                formats(output.encoding()));
    }

    private static List<String> formats(EncodingRule rule) {
        return Stream.of(rule.format(), rule.transparent(), rule.byContent() ? Format.PNG : null, rule.animated())
                .filter(Objects::nonNull)
                .distinct()
                .map(Format::word)
                .toList();
    }

    private static List<String> words(List<Step> steps) {
        return steps.stream().map(Step::name).toList();
    }
}
