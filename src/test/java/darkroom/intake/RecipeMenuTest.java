package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imaging.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeMenuTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void tellsWhatARecipeIsForAndWhatComesOfIt() throws IOException {
        Files.writeString(folder.resolve("shop.yaml"), """
                version: 3
                description: For the shop.
                steps: [orient, srgb]
                measures: [phash, blurhash]
                keep: [original]
                variants:
                  large:
                    fit: 800x600
                    steps: [grayscale]
                    format: auto
                    animated: gif
                    quality: 82
                  square:
                    fill: 64x64
                    format: jpeg
                    transparent: jpeg
                    quality: 82
                """);
        assertThat(menu(folder)).isEqualTo(JSON.readTree("""
                {"default": "web", "mostBytes": {"image": 10, "upload": 20}, "recipes": [{"name": "shop", "version": 3, "description": "For the shop.",
                  "steps": ["orient", "srgb"], "measures": ["blurhash", "phash"], "keep": ["original"],
                  "variants": [
                    {"name": "large", "shape": "fit", "width": 800, "height": 600, "steps": ["grayscale"],
                     "formats": ["jpeg", "webp", "png", "gif"]},
                    {"name": "square", "shape": "fill", "width": 64, "height": 64, "steps": [], "formats": ["jpeg"]}]}]}
                """));
    }

    @Test
    void everyRecipeThatIsShippedSaysWhatItIsFor() throws IOException {
        JsonNode shipped = menu(Path.of("processors/recipes")).get("recipes");
        assertThat(shipped).hasSizeGreaterThan(5).allSatisfy(recipe -> assertThat(
                        recipe.get("description").asText())
                .endsWith("."));
    }

    @Test
    void nobodyChangesItForOthers() throws IOException {
        RecipeMenu menu = of(Path.of("processors/recipes"));
        menu.list()[0] = 'x';
        assertThat(JSON.readTree(menu.list()).has("recipes")).isTrue();
    }

    private static JsonNode menu(Path folder) throws IOException {
        return JSON.readTree(of(folder).list());
    }

    private static RecipeMenu of(Path folder) {
        return new RecipeMenu(Recipes.load(folder), new RecipeMenu.Sizes(10, 20), JSON);
    }
}
