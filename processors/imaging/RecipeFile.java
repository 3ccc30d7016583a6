package imaging;

import imaging.Recipe.Output;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** One recipe as a YAML file: its shape, its words and their bounds. {@code docs/recipes.md} explains them. */
final class RecipeFile {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

    /** Characters that whoever chooses a recipe is shown. */
    private static final int MOST_DESCRIBED = 200;

    private static final Pattern BARE_COLOUR = Pattern.compile(":\\s+(#[0-9a-fA-F]{3,8})(?![0-9a-zA-Z])");

    /** Of what lies beside the variants: receipt.json, failed-1.json and original.jpg are looked for by these. */
    private static final Pattern TAKEN = Pattern.compile("receipt|original|failed-.*");

    private final Path file;
    private final Mistakes mistakes;
    private final StepWords steps;
    private final VariantWords variants;

    private RecipeFile(Path file, Optional<Engine> engine, CompanySteps company) {
        this.file = file;
        this.mistakes = new Mistakes(file);
        this.steps = new StepWords(file.toAbsolutePath().getParent(), company);
        this.variants = new VariantWords(engine, steps);
    }

    /** @param engine chooses among the formats of outputs: the first that it writes */
    static Recipe read(Path file, Optional<Engine> engine, CompanySteps company) {
        return new RecipeFile(file, engine, company).read();
    }

    private Recipe read() {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.lastIndexOf('.'));
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRecipeException(
                    file + ": a recipe is named by its file, in a-z, 0-9 and '-', at most 64; rename '" + name + "'.");
        }
        YamlMap recipe =
                root().keys(List.of("version", "steps", "variants"), List.of("description", "measures", "keep"));
        int version = recipe.number("version", 1, Integer.MAX_VALUE);
        String description = description(recipe);
        List<Step> common = recipe.has("steps") ? steps.ofRecipe(recipe) : List.of();
        Set<Measure> measures = measures(recipe);
        Set<Keep> kept = kept(recipe);
        List<Output> outputs = recipe.has("variants") ? outputs(recipe) : List.of();
        if (kept.contains(Keep.COPYRIGHT)) {
            outputs.forEach(output -> checkCopyright(recipe, output));
        }
        mistakes.check();
        return new Recipe(name, version, description, common, measures, kept, outputs);
    }

    private static String description(YamlMap recipe) {
        String description = recipe.text("description").orElse("").strip();
        if (description.length() > MOST_DESCRIBED || description.chars().anyMatch(Character::isISOControl)) {
            recipe.wrong(
                    "description",
                    "'description' has " + description.length() + " characters and " + lines(description)
                            + " lines; write one line of at most " + MOST_DESCRIBED + " characters");
        }
        return description;
    }

    private static long lines(String text) {
        return text.lines().count();
    }

    /** Those without mistakes. */
    private List<Output> outputs(YamlMap recipe) {
        YamlMap named = recipe.map("variants");
        if (recipe.isMap("variants") && named.names().isEmpty()) {
            recipe.wrong("variants", "'variants' is empty; name at least one");
        }
        List<Output> outputs = new ArrayList<>();
        for (String variant : named.names()) {
            if (!NAME.matcher(variant).matches()) {
                named.wrong(variant, "'" + variant + "' is no name for a variant; use a-z, 0-9 and '-'");
            } else if (TAKEN.matcher(variant).matches()) {
                named.wrong(
                        variant,
                        "a variant may not be '" + variant + "', for " + takenBy(variant)
                                + " lies under that name beside the variants; give it another");
            }
            variants.output(variant, named).ifPresent(outputs::add);
        }
        return outputs;
    }

    private static String takenBy(String variant) {
        return switch (variant) {
            case "receipt" -> "the receipt of an image";
            case "original" -> "an original that is kept";
            default -> "the record of a failure";
        };
    }

    private static Set<Measure> measures(YamlMap recipe) {
        return recipe.has("measures")
                ? recipe.words("measures", Measure.words()).stream()
                        .map(Measure::of)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static Set<Keep> kept(YamlMap recipe) {
        return recipe.has("keep")
                ? recipe.words("keep", Keep.words()).stream().map(Keep::of).collect(Collectors.toSet())
                : Set.of();
    }

    private static void checkCopyright(YamlMap recipe, Output output) {
        EncodingRule rule = output.encoding();
        Stream.of(rule.of(false), rule.of(true), rule.animated())
                .filter(format -> format != null && !CopyrightNotice.FORMATS.contains(format))
                .findFirst()
                .ifPresent(format -> recipe.wrong(
                        "keep",
                        "the variant '" + output.name() + "' is " + format.word()
                                + ", which 'copyright' is not written into; make it jpeg, png or webp"));
    }

    private YamlMap root() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(1 << 20);
        options.setMaxAliasesForCollections(10);
        String text = text();
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            if (root == null) {
                throw new InvalidRecipeException(file + ":1: the file is empty; begin with 'version: 1'.");
            }
            return new YamlMap(mistakes, "the recipe", root);
        } catch (MarkedYAMLException e) {
            throw bareColour(text.lines().toList(), e).orElseGet(() -> noYaml(e));
        } catch (YAMLException e) { // its bounds on aliases and nesting, which name no line
            throw new InvalidRecipeException(
                    file + ":1: this is no YAML that a recipe needs: " + e.getMessage()
                            + "; write it out without anchors, aliases and deep nesting.",
                    e);
        }
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new InvalidRecipeException(file + ":1: the file is no UTF-8; save it as that.", e);
        } catch (IOException e) {
            throw new InvalidRecipeException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private InvalidRecipeException noYaml(MarkedYAMLException e) {
        return new InvalidRecipeException(
                file + ":" + line(e.getProblemMark(), 1) + ": this is no YAML: " + e.getProblem()
                        + "; check indentation and colons.",
                e);
    }

    private static int line(Mark mark, int otherwise) {
        return mark == null ? otherwise : mark.getLine() + 1;
    }

    /** A colour without quotes is a comment, which takes the end of a mapping in {} with it: noticed far below, if at all. */
    private Optional<InvalidRecipeException> bareColour(List<String> lines, MarkedYAMLException e) {
        int last = Math.min(line(e.getProblemMark(), 1), lines.size());
        int first = line(e.getContextMark(), Math.max(1, last - 1));
        for (int line = last; line >= first; line--) {
            Matcher colour = BARE_COLOUR.matcher(lines.get(line - 1));
            if (colour.find()) {
                return Optional.of(new InvalidRecipeException(
                        file + ":" + line + ": '" + colour.group(1)
                                + "' stands without quotes, so that YAML reads no further on that line; write a colour as"
                                + " \"#ffffff\".",
                        e));
            }
        }
        return Optional.empty();
    }
}
