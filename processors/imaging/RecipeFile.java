package imaging;

import imaging.Recipe.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** One recipe as a YAML file: its shape, its words and their bounds. */
final class RecipeFile {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern BOX = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
    private static final int MAX_BOX = 10_000;
    private static final List<String> FORMATS = List.of("jpeg", "png", "webp", "avif");

    private final Path file;
    private final Optional<Engine> engine;

    private RecipeFile(Path file, Optional<Engine> engine) {
        this.file = file;
        this.engine = engine;
    }

    /** @param engine the formats of outputs must be among those that it writes */
    static Recipe read(Path file, Optional<Engine> engine) {
        return new RecipeFile(file, engine).read();
    }

    private Recipe read() {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.lastIndexOf('.'));
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRecipeException(
                    file + ": a recipe is named by its file, in a-z, 0-9 and '-', at most 64; rename '" + name + "'.");
        }
        YamlMap recipe = root().keys("version", "steps", "variants");
        int version = recipe.number("version", 1, Integer.MAX_VALUE);
        List<String> steps = recipe.words("steps", Recipe.STEPS);
        YamlMap variants = recipe.map("variants");
        List<Output> outputs = new ArrayList<>();
        for (String variant : variants.names()) {
            if (!NAME.matcher(variant).matches()) {
                throw variants.wrong(variant, "'" + variant + "' is no name for a variant; use a-z, 0-9 and '-'");
            }
            outputs.add(output(variant, variants.map(variant)));
        }
        if (outputs.isEmpty()) {
            throw recipe.wrong("variants", "'variants' is empty; name at least one");
        }
        return new Recipe(name, version, steps, outputs);
    }

    private Output output(String name, YamlMap variant) {
        variant.keys("fit", "format", "transparent", "quality");
        String fit = variant.text("fit");
        Matcher box = BOX.matcher(fit);
        if (!box.matches() || !isSide(box.group(1)) || !isSide(box.group(2))) {
            throw variant.wrong(
                    "fit",
                    "'fit' is '" + fit + "'; give the box as WIDTHxHEIGHT, 1x1 to 10000x10000, such as 1280x1280");
        }
        return new Output(
                name,
                Integer.parseInt(box.group(1)),
                Integer.parseInt(box.group(2)),
                format(variant, "format"),
                format(variant, "transparent"),
                variant.number("quality", 1, 100));
    }

    private static boolean isSide(String digits) {
        int side = Integer.parseInt(digits);
        return side >= 1 && side <= MAX_BOX;
    }

    private Format format(YamlMap variant, String key) {
        String word = variant.word(key, FORMATS);
        Format format = Format.valueOf(word.toUpperCase(Locale.ROOT));
        if (engine.isPresent() && !engine.get().writes().contains(format)) {
            List<String> written = FORMATS.stream()
                    .filter(f -> engine.get().writes().contains(Format.valueOf(f.toUpperCase(Locale.ROOT))))
                    .toList();
            throw variant.wrong(
                    key,
                    "'" + key + "' is '" + word + "', which the engine "
                            + engine.get().name()
                            + " does not write; choose one of " + String.join(", ", written)
                            + ", or another engine (darkroom.engine)");
        }
        return format;
    }

    private YamlMap root() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(1 << 20);
        options.setMaxAliasesForCollections(10);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(Files.newBufferedReader(file));
            if (root == null) {
                throw new InvalidRecipeException(file + ":1: the file is empty; begin with 'version: 1'.");
            }
            return new YamlMap(file, "the recipe", root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InvalidRecipeException(
                    file + ":" + line + ": this is no YAML: " + e.getProblem() + "; check indentation and colons.", e);
        } catch (YAMLException | IOException e) {
            throw new InvalidRecipeException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
