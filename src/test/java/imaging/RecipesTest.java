package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {
    private static final Engine JAVA = Engines.imgscalr(Limits.defaults());
    private static final String GOOD = """
            version: 3
            steps: [orient, srgb]
            variants:
              web:
                fit: 1280x960
                format: jpeg
                transparent: png
                quality: 82
            """;

    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void theShippedWebRecipeIsWhatTheContractSays() {
        Recipes recipes = Recipes.load(Path.of("processors/recipes"));
        Recipe web = recipes.find("web").orElseThrow();
        assertThat(web.id()).isEqualTo("web@1");
        assertThat(web.steps()).extracting(Step::name).containsExactly("orient", "srgb");
        assertThat(web.measures()).isEmpty();
        assertThat(web.variants())
                .containsExactly(
                        new Recipe.Output("web", 1280, 1280, Format.JPEG, Format.PNG, 82),
                        new Recipe.Output("thumb", 320, 320, Format.JPEG, Format.PNG, 82));
    }

    @Test
    void allShippedRecipesWorkWithoutANativeLibrary() {
        Recipes recipes = Recipes.load(Path.of("processors/recipes"), JAVA);
        assertThat(recipes.names()).contains("archive", "avatar", "card", "preview", "print", "web");
        for (String name : recipes.names()) {
            for (Recipe.Output output : recipes.find(name).orElseThrow().variants()) {
                assertThat(List.of(output.encoding().format(), output.encoding().transparent()))
                        .as(name)
                        .isSubsetOf(Format.JPEG, Format.PNG);
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void everyBrokenRecipeSaysWhereWhatAndTheFix(Path broken) throws IOException {
        List<String> lines = Files.readAllLines(broken);
        String name = broken.getFileName().toString();
        Files.write(folder.resolve(name), lines);
        Files.write(folder.resolve("logo.png"), Pictures.png(20, 10, true));
        Files.writeString(folder.resolve("text.png"), "no picture");
        CompanySteps none = CompanySteps.of(Limits.defaults());
        assertThatThrownBy(() -> Recipes.load(folder, JAVA, none))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessage(folder.resolve(name) + lines.get(0).substring(2));
    }

    static List<Path> everyBrokenRecipeSaysWhereWhatAndTheFix() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/recipes/broken"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void readsEveryWordThatThereIs() throws IOException {
        Files.write(folder.resolve("logo.png"), Pictures.png(20, 10, true));
        write("all.yaml", """
                version: 2
                steps:
                  - orient
                  - srgb
                  - crop: {left: 10, top: 0, width: 800, height: 600}
                  - rotate: 90
                  - rotate: {angle: -3.5, background: "#102030"}
                  - flip: vertical
                  - blur: {radius: 0.5}
                  - grayscale
                  - adjust: {contrast: 1.2}
                  - watermark: {image: logo.png, at: north, opacity: 0.5, scale: 0.3, margin: 4}
                  - flatten
                measures: [phash, blurhash]
                variants:
                  a:
                    fill: 256x128
                    gravity: smart
                    steps: [{sharpen: {radius: 1, amount: 0.5}}, {crop: {gravity: entropy, width: 20, height: 20}}]
                    format: [webp, jpeg]
                    transparent: [avif, png]
                    animated: [webp, gif]
                    auto-quality: 0.97
                    progressive: true
                  b:
                    pad: 800x600
                    background: "#102030"
                    gravity: north-west
                    format: [webp, png]
                    lossless: true
                  d:
                    fit: 9x9
                    format: gif
                    animated: gif
                  c:
                    fit: 1x1
                    format: auto
                    quality: 7
                """);
        Recipe all = Recipes.load(folder, JAVA).find("all").orElseThrow();
        assertThat(all.steps())
                .extracting(Step::name)
                .containsExactly(
                        "orient",
                        "srgb",
                        "crop",
                        "rotate",
                        "rotate",
                        "flip",
                        "blur",
                        "grayscale",
                        "adjust",
                        "watermark",
                        "flatten");
        assertThat(all.measures()).containsExactlyInAnyOrder(Measure.PHASH, Measure.BLURHASH);
        Recipe.Output a = all.variants().get(0);
        assertThat(a.shape()).isInstanceOfSatisfying(Shape.Fill.class, fill -> {
            assertThat(fill.box()).isEqualTo(new Size(256, 128));
            assertThat(fill.place()).isInstanceOf(Attention.class);
        });
        assertThat(a.steps()).extracting(Step::name).containsExactly("sharpen", "crop");
        assertThat(a.encoding())
                .isEqualTo(new EncodingRule(Format.JPEG, Format.PNG, false, 82, 0.97, false, true, Format.GIF));
        Recipe.Output b = all.variants().get(1);
        assertThat(b.shape()).isEqualTo(new Shape.Pad(new Size(800, 600), 0xff102030, Gravity.NORTH_WEST));
        assertThat(b.encoding()).isEqualTo(new EncodingRule(Format.PNG, Format.PNG, false, 82, 0, true, false, null));
        assertThat(all.variants().get(2).encoding())
                .isEqualTo(new EncodingRule(Format.GIF, Format.GIF, false, 82, 0, false, false, Format.GIF));
        assertThat(all.variants().get(3).encoding())
                .isEqualTo(new EncodingRule(Format.JPEG, Format.PNG, true, 7, 0, false, false, null));
    }

    @ParameterizedTest
    @CsvSource({"90, Rotate", "-90, Rotate", "180, Rotate", "270.0, Rotate", "0, Tilt", "89.9, Tilt", "-360, Tilt"})
    void turnsByQuartersWithoutLossHoweverTheyAreWritten(String angle, String step) throws IOException {
        write("web.yaml", GOOD.replace("[orient, srgb]", "[{rotate: {angle: " + angle + "}}]"));
        Step rotate = Recipes.load(folder).find("web").orElseThrow().steps().get(0);
        assertThat(rotate.getClass().getSimpleName()).isEqualTo(step);
        assertThat(rotate.name()).isEqualTo("rotate");
    }

    @Test
    void readsARecipeByItsFileName() throws IOException {
        write("shop-2.yaml", GOOD);
        write("README.md", "not a recipe");
        Recipes recipes = Recipes.load(folder);
        assertThat(recipes.find("shop-2")).map(Recipe::id).hasValue("shop-2@3");
        assertThat(recipes.find("web")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 3      | version: 0         | :1: | 'version' is '0'; give a whole number from 1",
                "version: 3      | version: three     | :1: | 'version' is 'three'",
                "version: 3      | versoin: 3         | :1: | unknown key 'versoin' in the recipe; did you mean 'version'?",
                "[orient, srgb]  | [orient, sgrb]     | :2: | did you mean 'srgb'?",
                "[orient, srgb]  | [orient, orient]   | :2: | 'orient' is there twice",
                "[orient, srgb]  | orient             | :2: | 'steps' must be a list, such as [orient, srgb]",
                "fit: 1280x960   | fit: 1280          | :5: | give the box as WIDTHxHEIGHT",
                "fit: 1280x960   | fit: 0x960         | :5: | 'fit' is '0x960'",
                "fit: 1280x960   | fit: 10001x960     | :5: | 'fit' is '10001x960'",
                "format: jpeg    | format: jpg        | :6: | 'format' is 'jpg'; did you mean 'jpeg'? (known are jpeg, png, webp, avif, gif, auto)",
                "format: jpeg    | format: {jpeg: 1}  | :6: | 'format' must be a single value",
                "quality: 82     | quality: 101       | :8: | 'quality' is '101'; give a whole number from 1 to 100",
                "quality: 82     | qualty: 82         | :8: | did you mean 'quality'?",
                "transparent: png| quality: 82        | :8: | 'quality' is there twice in 'web'; keep one of them",
                "  web:          | '  Web Page:'      | :4: | 'Web Page' is no name for a variant",
                "version: 3      | 'version: [3'      | :   | no YAML",
            })
    void stopsAtAWrongWordWithItsLineAndTheFix(String right, String wrong, String line, String message)
            throws IOException {
        assertThat(GOOD).contains(right);
        write("web.yaml", GOOD.replace(right, wrong));
        assertThatThrownBy(() -> Recipes.load(folder))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("web.yaml" + line)
                .hasMessageContaining(message);
    }

    @Test
    void tellsAllMistakesOfAFileAtOnceInTheirOrder() throws IOException {
        write("web.yaml", """
                version: 0
                steps:
                  - orient
                  - sgrb
                  - crop: {width: 0, height: x, gravity: smrt}
                  - watermark: {image: logo.png, at: here, opacity: 3}
                mesures: [phash]
                keep: [copyrights]
                variants:
                  web:
                    fit: 0x9
                    format: [webp, jpge]
                    qualty: 82
                    steps: [{blur: {radius: 99}}, orient]
                  receipt:
                    fit: 9x9
                    format: gif
                    lossless: true
                    progressive: true
                  thumb: {format: jpeg, transparent: png}
                """);
        String file = folder.resolve("web.yaml").toString();
        assertThatThrownBy(() -> Recipes.load(folder, JAVA))
                .isInstanceOf(InvalidRecipeException.class)
                .extracting(e -> e.getMessage().lines().toList())
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .allMatch(line -> line.startsWith(file + ":") && line.endsWith("."))
                .extracting(line -> line.substring(file.length()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(":1: 'version' is '0'; give a whole number from 1"),
                        line -> assertThat(line).startsWith(":4: an item of 'steps' is 'sgrb'; did you mean 'srgb'?"),
                        line -> assertThat(line).startsWith(":5: 'width' is '0'; give a whole number"),
                        line -> assertThat(line).startsWith(":5: 'height' is 'x'; give a whole number"),
                        line -> assertThat(line).startsWith(":5: 'gravity' is 'smrt'; did you mean 'smart'?"),
                        line -> assertThat(line).startsWith(":6: 'at' is 'here'; did you mean 'centre'?"),
                        line -> assertThat(line).startsWith(":6: 'opacity' is '3'; give a number from 0 to 1"),
                        line -> assertThat(line).startsWith(":6: 'image' is 'logo.png', which is not beside this file"),
                        line -> assertThat(line).startsWith(":7: unknown key 'mesures' in the recipe; did you mean"),
                        line -> assertThat(line).startsWith(":8: an item of 'keep' is 'copyrights'; did you mean"),
                        line -> assertThat(line).startsWith(":11: 'fit' is '0x9'; give the box"),
                        line -> assertThat(line).startsWith(":12: an item of 'format' is 'jpge'; did you mean 'jpeg'?"),
                        line -> assertThat(line).startsWith(":13: unknown key 'qualty' in 'web'; did you mean"),
                        line -> assertThat(line).startsWith(":14: 'radius' is '99'; give a number from 0.3 to"),
                        line -> assertThat(line).startsWith(":14: 'orient' is for all variants"),
                        line -> assertThat(line).startsWith(":15: a variant may not be 'receipt', for the receipt"),
                        line -> assertThat(line).startsWith(":18: a GIF has 256 colours"),
                        line -> assertThat(line).startsWith(":19: 'progressive' is for jpeg"),
                        line -> assertThat(line).startsWith(":20: 'thumb' has none of 'fit', 'fill', 'pad'; add one"),
                        line -> assertThat(line).startsWith(":20: 'thumb' has none of 'quality', 'auto-quality'"));
    }

    /** Of what an engine writes, a picture with transparency gets the first that knows it. */
    @ParameterizedTest
    @CsvSource({"'[webp, jpeg]', WEBP, WEBP", "'[jpeg, webp]', JPEG, WEBP", "'[avif, jpeg, png]', AVIF, AVIF"})
    void asksForNoTransparentWhereOneOfTheFormatsKnowsIt(String formats, Format opaque, Format transparent)
            throws IOException {
        write("web.yaml", GOOD.replace("format: jpeg", "format: " + formats).replace("    transparent: png\n", ""));
        EncodingRule rule =
                Recipes.load(folder).find("web").orElseThrow().variants().get(0).encoding();
        assertThat(rule.format()).isEqualTo(opaque);
        assertThat(rule.transparent()).isEqualTo(transparent);
    }

    @Test
    void refusesAFormatThatTheEngineDoesNotWrite() throws IOException {
        write("web.yaml", GOOD);
        assertThat(Recipes.load(folder, JAVA).names()).containsExactly("web");
        write("web.yaml", GOOD.replace("transparent: png", "transparent: webp"));
        assertThatThrownBy(() -> Recipes.load(folder, JAVA))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining(
                        "web.yaml:7: 'transparent' is 'webp', which the engine imgscalr-4.2 does not write")
                .hasMessageContaining("choose one of jpeg, png, gif, or another engine (darkroom.engine)");
        assertThat(Recipes.load(folder)
                        .find("web")
                        .orElseThrow()
                        .variants()
                        .get(0)
                        .encoding()
                        .transparent())
                .isEqualTo(Format.WEBP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "steps", "variants"})
    void namesAKeyThatIsMissing(String key) throws IOException {
        write("web.yaml", GOOD.replaceAll("(?m)^" + key + ":.*\\R(  .*\\R)*", ""));
        assertThatThrownBy(() -> Recipes.load(folder)).hasMessageContaining("the recipe has no '" + key + "'; add it");
    }

    @Test
    void refusesARecipeWithoutVariants() throws IOException {
        write("web.yaml", "version: 1\nsteps: []\nvariants: {}\n");
        assertThatThrownBy(() -> Recipes.load(folder)).hasMessageContaining("web.yaml:3: 'variants' is empty");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        write("web.yaml", "# later\n");
        assertThatThrownBy(() -> Recipes.load(folder)).hasMessageContaining("the file is empty");
    }

    @Test
    void refusesTwoFilesOfOneName() throws IOException {
        write("web.yaml", GOOD);
        write("web.yml", GOOD);
        assertThatThrownBy(() -> Recipes.load(folder)).hasMessageContaining("already a recipe 'web'");
    }

    @Test
    void refusesANameThatCouldNotBeAKey() throws IOException {
        write("Web Shop.yaml", GOOD);
        assertThatThrownBy(() -> Recipes.load(folder)).hasMessageContaining("rename 'Web Shop'");
    }

    @Test
    void refusesAnEmptyOrMissingFolder() {
        assertThatThrownBy(() -> Recipes.load(folder)).hasMessageContaining("no recipe (NAME.yaml) in this folder");
        assertThatThrownBy(() -> Recipes.load(folder.resolve("nowhere"))).hasMessageContaining("cannot be listed");
    }

    @Test
    void refusesAliasesThatMultiply() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String last = "*a" + (i - 1);
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append((last + ",").repeat(9))
                    .append(last)
                    .append("]\n");
        }
        write("web.yaml", bomb.toString());
        assertThatThrownBy(() -> Recipes.load(folder)).isInstanceOf(InvalidRecipeException.class);
    }
}
