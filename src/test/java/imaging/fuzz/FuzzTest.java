package imaging.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.devservices.AppProcess;
import imaging.Engines;
import imaging.Limits;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 500 mutants an engine; 20,000 with {@code --long}, or as many as {@code -Ddarkroom.fuzz.mutants} says. */
class FuzzTest {
    private static final int MUTANTS =
            Integer.getInteger("darkroom.fuzz.mutants", Boolean.getBoolean("darkroom.long") ? 20_000 : 500);
    private static final long SEED = Long.getLong("darkroom.fuzz.seed", 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"imgscalr", "vips", "turbo"})
    void noMutantDoesHarm(String engine) throws IOException, InterruptedException {
        Engines.named(engine, Limits.defaults()); // or it is not run
        Path place = folder.resolve("place");

        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // a heap that cannot grow: what does grow is native memory
                "-Xms768m",
                "-Xmx768m",
                "-XX:+AlwaysPreTouch",
                "-Djava.awt.headless=true",
                "-XX:ErrorFile=target/fuzz-crash-%p.log",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FuzzRun.class.getName(),
                engine,
                Long.toString(SEED),
                "0",
                Integer.toString(MUTANTS),
                place.toString());
        builder.redirectErrorStream(true);
        builder.environment().put("MALLOC_ARENA_MAX", AppProcess.ARENAS); // as the app runs
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();

        System.out.print(said);
        assertThat(exit)
                .as("seed %d, last mutant %d: %s", SEED, lastMutant(place), said)
                .isZero();
    }

    private static int lastMutant(Path place) throws IOException {
        if (!Files.exists(place)) {
            return -1;
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(place))) {
            return in.readInt();
        }
    }
}
