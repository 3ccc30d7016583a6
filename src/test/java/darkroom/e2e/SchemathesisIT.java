package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The app is asked for what openapi.yaml allows and for what it does not, by schemathesis, which makes up requests from it:
 * nothing is answered by a 5xx, and everything as described. Where it could not be fetched this is skipped, and says so.
 */
class SchemathesisIT {
    private static final Path TOOL =
            Path.of(".darkroom/schemathesis-venv/bin/schemathesis").toAbsolutePath();
    private static final Path CONFIG =
            Path.of("src/test/schemathesis/schemathesis.toml").toAbsolutePath();

    @Test
    void nothingThatItAsksForIsAnsweredOtherwiseThanDescribed() throws Exception {
        if (!Files.isExecutable(TOOL)) {
            String why = "NOT CHECKED by schemathesis: there is no " + TOOL + "; src/test/schemathesis/fetch says why.";
            System.err.println(why);
            Assumptions.abort(why);
        }
        Platform platform = Platform.shared();
        Path log = Files.createTempFile(Path.of("target"), "schemathesis", ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        TOOL.toString(),
                        "--no-color",
                        "--config-file",
                        CONFIG.toString(),
                        "run",
                        platform.app().baseUrl() + "/openapi.json",
                        "--url",
                        platform.app().baseUrl(),
                        "--max-examples",
                        "12",
                        "--max-time",
                        "25",
                        "--generation-database",
                        "none"))
                .directory(log.getParent().toFile()) // where it leaves what it remembers
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("DARKROOM_API_KEY", platform.key("schemathesis"));
        builder.environment().put("DARKROOM_API_KEY_WITHOUT_IMAGES", platform.key("schemathesis-webhooks"));
        int exit = builder.start().waitFor();
        assertThat(exit).as(() -> text(log)).isZero();
        assertThat(text(log)).contains("Test cases:");
        assertThat(platform.app().isReady()).isTrue();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
