package imaging.step;

import static org.assertj.core.api.Assertions.assertThat;

import imaging.CompanySteps;
import imaging.Engine;
import imaging.Format;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipes;
import imaging.Rendition;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/your-own-step.md is true: what it has one write compiles, and makes what it says. */
class GuideTest {
    private static final Pattern FILE = Pattern.compile("cat > (\\S+) <<'END'\\n(.*?)\\nEND\\n", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void whatTheGuideHasOneWriteCompilesAndWorks() throws Exception {
        List<String> sources = new ArrayList<>();
        Matcher file = FILE.matcher(Files.readString(Path.of("docs/your-own-step.md")));
        while (file.find()) {
            Path target = folder.resolve(file.group(1));
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.group(2) + "\n");
            if (target.toString().endsWith(".java")) {
                sources.add(target.toString());
            }
        }
        assertThat(sources).hasSize(4);
        List<String> arguments = new ArrayList<>(List.of(
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xlint:all,-processing,-path",
                "-Werror"));
        arguments.addAll(sources);
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0]));
        assertThat(exit).isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            assertWorks((StepPackage)
                    loader.loadClass("mycompany.MySteps").getConstructor().newInstance());
        }
    }

    private void assertWorks(StepPackage guide) throws Exception {
        Limits limits = Limits.defaults();
        Engine engine = new ImgscalrEngine(limits);
        Recipes recipes = Recipes.load(folder.resolve("processors/recipes"), engine, CompanySteps.of(limits, guide));
        Rendition rendition = new Pipeline(engine, limits, new MemoryBudget(256 << 20, Duration.ofSeconds(1)))
                .render(
                        Pictures.jpeg(Pictures.quarters(400, 300)),
                        recipes.find("old").orElseThrow());
        Rendition.Variant old = rendition.variants().get(0);
        assertThat(old.operations()).containsExactly("orient", "srgb", "my-sepia", "fit", "my-mirror");
        assertThat(old.format()).as("of a photograph").isEqualTo(Format.JPEG);
        BufferedImage made = ImageIO.read(new ByteArrayInputStream(old.bytes()));
        // of red, green / blue, white: the white one comes to the lower left, in the colour of old paper
        int corner = made.getRGB(100, 225);
        assertThat((corner >> 16) & 0xff).isGreaterThan(250);
        assertThat(corner & 0xff).isBetween(170, 185);
        assertThat(made.getRGB(300, 225) & 0xff).as("blue is dark").isLessThan(40);
    }
}
