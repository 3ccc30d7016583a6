package darkroom.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The linters of src/test/lint/requirements.txt, pinned by hash, in {@code .darkroom/lint-venv}; installed when they are
 * missing or the file has changed. And promtool: the system's, else that of Debian's package prometheus, taken out of it into
 * {@code .darkroom/promtool}. Where they cannot be had, tests that need them are skipped and say why.
 */
final class LintTools {
    private static final Path REQUIREMENTS = Path.of("src/test/lint/requirements.txt");
    private static final Path VENV = Path.of(".darkroom/lint-venv");
    private static final Path INSTALLED = VENV.resolve("installed.txt");

    private static final String UNCHECKED = "docker-compose.yml and the Dockerfiles are NOT checked";
    private static final Path PROMTOOL = Path.of(".darkroom/promtool/usr/bin/promtool");

    private LintTools() {}

    /** How a run ended; output and errors together. */
    record Result(int exit, String output) {}

    /** Runs {@code docker-compose} or {@code hadolint}. */
    static Result run(String tool, String... arguments) throws IOException, InterruptedException {
        install();
        List<String> command = new ArrayList<>();
        command.add(VENV.resolve("bin").resolve(tool).toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        return execute(command);
    }

    /** Runs promtool. */
    static Result promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(findPromtool());
        command.addAll(List.of(arguments));
        return execute(command);
    }

    private static synchronized String findPromtool() throws IOException, InterruptedException {
        if (!Files.exists(PROMTOOL)) {
            try {
                execute(List.of("promtool", "--version"));
                return "promtool";
            } catch (IOException notOnThePath) {
                Path folder = PROMTOOL.getParent().getParent().getParent();
                Files.createDirectories(folder);
                String fetch = "cd " + folder
                        + " && apt-get download -q prometheus && dpkg-deb --fsys-tarfile prometheus_*.deb"
                        + " | tar -x ./usr/bin/promtool && rm prometheus_*.deb";
                need(List.of("sh", "-c", fetch), "the alerts are NOT checked by promtool");
            }
        }
        return PROMTOOL.toAbsolutePath().toString();
    }

    private static synchronized void install() throws IOException, InterruptedException {
        if (Files.exists(INSTALLED) && Files.mismatch(REQUIREMENTS, INSTALLED) < 0) {
            return;
        }
        Files.createDirectories(VENV.getParent());
        need(List.of("python3", "-m", "venv", "--clear", VENV.toString()), UNCHECKED);
        need(
                List.of(
                        VENV.resolve("bin/python").toString(),
                        "-m",
                        "pip",
                        "install",
                        "--disable-pip-version-check",
                        "--no-deps",
                        "--require-hashes",
                        "-r",
                        REQUIREMENTS.toString()),
                UNCHECKED);
        Files.copy(REQUIREMENTS, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void need(List<String> command, String unchecked) throws InterruptedException {
        String why;
        try {
            Result result = execute(command);
            if (result.exit() == 0) {
                return;
            }
            why = result.output();
        } catch (IOException e) {
            why = e.getMessage();
        }
        String reason = "SKIPPED: " + unchecked + ", for `" + String.join(" ", command) + "` failed: " + why;
        System.err.println(reason);
        Assumptions.abort(reason);
    }

    private static Result execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
