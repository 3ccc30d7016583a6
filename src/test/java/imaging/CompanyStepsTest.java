package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.step.ImageStep;
import imaging.step.StepPackage;
import imaging.step.StepSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which steps there are, and what a recipe may say to them. */
class CompanyStepsTest {
    private static final Limits LIMITS = Limits.defaults();

    @TempDir
    Path folder;

    private static StepPackage named(String... names) {
        return () -> Arrays.stream(names)
                .map(name -> ImageStep.of(name, picture -> picture))
                .toList();
    }

    @Test
    void findsThoseThatAreRegistered() {
        assertThat(CompanySteps.find(LIMITS).words()).contains("acme-card");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crop", "orient", "flatten", "fit", "pad"})
    void aWordThatIsTakenStopsTheStart(String word) {
        assertThatThrownBy(() -> CompanySteps.of(LIMITS, named("acme-one", word)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a step '" + word + "', which Darkroom has already")
                .hasMessageContaining("such as 'acme-" + word + "'");
    }

    @Test
    void aWordThatTwoUseStopsTheStart() {
        assertThatThrownBy(() -> CompanySteps.of(LIMITS, named("acme-one"), named("acme-one")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("There are two steps 'acme-one'")
                .hasMessageContaining("rename one of them");
        assertThatThrownBy(() -> CompanySteps.of(LIMITS, named("acme-one", "acme-one")))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Acme", "acme card", "1acme", "acme_card"})
    void whatIsNoWordStopsTheStart(String word) {
        assertThatThrownBy(() -> CompanySteps.of(LIMITS, named(word)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a step named '" + word + "'; name it in a-z, 0-9 and '-'");
    }

    @Test
    void nothingStopsTheStartToo() {
        assertThatThrownBy(() -> CompanySteps.of(LIMITS, () -> null)).hasMessageContaining("null for steps");
        assertThatThrownBy(() -> CompanySteps.of(LIMITS, () -> Arrays.asList((ImageStep) null)))
                .hasMessageContaining("has a step named 'null'");
    }

    /** One of each kind of setting. */
    private record Asking(int size, double share, String mode, int colour, boolean loud, String text)
            implements ImageStep {
        Asking() {
            this(0, 0, "", 0, false, "");
        }

        @Override
        public String name() {
            return "acme-asking";
        }

        @Override
        public Asking with(StepSettings settings) {
            if (settings.has("text") && settings.text("text").isBlank()) {
                throw settings.wrong("text", "'text' is blank; write some");
            }
            if (settings.number("size", 1, 100) == 13) {
                throw new IllegalArgumentException("13 brings bad luck");
            }
            return new Asking(
                    settings.number("size", 1, 100),
                    settings.decimal("share", 0, 1, 0.5),
                    settings.word("mode", List.of("soft", "hard"), "soft"),
                    settings.colour("colour", 0xff000000),
                    settings.flag("loud"),
                    settings.text("text", "none"));
        }

        @Override
        public BufferedImage apply(BufferedImage picture) {
            if (!equals(new Asking(5, 0.25, "hard", 0xff102030, true, "words"))) {
                throw new IllegalStateException(toString());
            }
            return picture;
        }
    }

    private Step read(String step) throws IOException {
        Files.writeString(
                folder.resolve("r.yaml"),
                "version: 1\nsteps:\n  - orient\n  - " + step + "\nvariants: {one: {fit: 9x9, format: png}}\n");
        CompanySteps steps = CompanySteps.of(LIMITS, named("acme-plain"), () -> List.of(new Asking()));
        return Recipes.load(folder, new ImgscalrEngine(LIMITS), steps)
                .find("r")
                .orElseThrow()
                .steps()
                .get(1);
    }

    @Test
    void aStepGetsWhatTheRecipeSays() throws IOException {
        Step step =
                read("acme-asking: {size: 5, share: 0.25, mode: hard, colour: \"#102030\", loud: true, text: words}");
        assertThat(step.name()).isEqualTo("acme-asking");
        assertThat(step.apply(Pixels.plain(4, 4, 0)).size()).isEqualTo(new Size(4, 4));
        assertThat(read("acme-plain").name()).isEqualTo("acme-plain");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            acme-askign: {size: 5}                  | an item of 'steps' is 'acme-askign'; did you mean 'acme-asking'? (known are orient, srgb, crop, rotate, flip, sharpen, blur, grayscale, adjust, watermark, flatten, acme-asking, acme-plain)
            acme-asking                             | 'acme-asking' has no 'size'; add it
            acme-asking: {}                         | 'acme-asking' has no 'size'; add it
            acme-asking: {sise: 5}                  | unknown key 'sise' in 'acme-asking'; did you mean 'size'? (known are text, size, share, mode, colour, loud)
            acme-asking: {size: 5, shard: 1}        | unknown key 'shard' in 'acme-asking'; did you mean 'share'? (known are text, size, share, mode, colour, loud)
            acme-asking: {size: 101}                | 'size' is '101'; give a whole number from 1 to 100
            acme-asking: {size: 5, share: 1.5}      | 'share' is '1.5'; give a number from 0 to 1
            acme-asking: {size: 5, mode: sotf}      | 'mode' is 'sotf'; did you mean 'soft'? (known are soft, hard)
            acme-asking: {size: 5, loud: yess}      | 'loud' is 'yess'; known are true, false
            acme-asking: {size: 5, text: ' '}       | 'text' is blank; write some
            acme-asking: {size: 13}                 | 'acme-asking' does not take these settings: java.lang.IllegalArgumentException: 13 brings bad luck
            acme-asking: 5                          | 'acme-asking' must be a mapping, 'key: value' on each line
            acme-plain: {size: 5}                   | unknown key 'size' in 'acme-plain'; it takes none; leave it out
            """)
    void whatItDoesNotTakeStopsTheStartWithFileLineAndFix(String step, String message) {
        assertThatThrownBy(() -> read(step))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessage(folder.resolve("r.yaml") + ":4: " + message + ".");
    }
}
