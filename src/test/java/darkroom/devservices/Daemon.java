package darkroom.devservices;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A process of its own, with {@code run/NAME.pid} and {@code logs/NAME.log}. It leads a session of its own where {@code
 * setsid} is there, so that the Ctrl-C that a terminal sends to all of its foreground processes reaches the parent
 * alone, which then stops all in order. Thread-safe.
 */
final class Daemon {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration OUTLIVES_ITS_OUTPUT = Duration.ofSeconds(5);
    private static final int LOG_LINES = 8;
    private static final int LOG_COLUMNS = 240;
    private static final Pattern STACK_FRAME = Pattern.compile("\\s+(at |\\.\\.\\. \\d+ more).*");

    private final String name;
    private final DataFolder data;
    private final Process process;

    /** Where this run's part of the log begins: it is appended to. */
    private final long logStart;

    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private Daemon(String name, DataFolder data, Process process, long logStart) {
        this.name = name;
        this.data = data;
        this.process = process;
        this.logStart = logStart;
    }

    /**
     * Starts a process, both of whose outputs go to its log, and returns at once.
     *
     * @param variables are added to the environment
     * @throws StartException when there is no such command
     */
    static Daemon start(
            String name, DataFolder data, Path folder, List<String> command, Map<String, String> variables) {
        return start(
                name,
                data,
                folder,
                command,
                variables,
                Redirect.appendTo(data.log(name).toFile()));
    }

    /** The same for a process whose standard output is a {@link ReadySignal}. */
    static Daemon startSignalling(
            String name, DataFolder data, Path folder, List<String> command, Map<String, String> variables) {
        Daemon daemon = start(name, data, folder, command, variables, Redirect.PIPE);
        Thread follower = new Thread(daemon::followOutput, name + "-output");
        follower.setDaemon(true);
        follower.start();
        return daemon;
    }

    private static Daemon start(
            String name,
            DataFolder data,
            Path folder,
            List<String> command,
            Map<String, String> variables,
            Redirect output) {
        List<String> line = new ArrayList<>(command);
        if (Files.isExecutable(SETSID)) {
            line.add(0, SETSID.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(output)
                .redirectError(Redirect.appendTo(data.log(name).toFile()));
        builder.environment().putAll(variables);
        builder.environment().put("TMPDIR", data.temporary().toString());
        try {
            long logStart = data.log(name).toFile().length();
            Daemon daemon = new Daemon(name, data, builder.start(), logStart);
            Files.writeString(data.run(name + ".pid"), Long.toString(daemon.process.pid()));
            return daemon;
        } catch (IOException e) {
            throw new StartException("Cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** Reads up to the line of {@link ReadySignal} and on to the end: a full pipe would stop the process. */
    private void followOutput() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(ReadySignal.LINE)) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            // the stream is closed under its reader when the process is destroyed: its end all the same
        }
        ready.completeExceptionally(new IllegalStateException(name + " ended"));
    }

    /**
     * Waits for {@link ReadySignal}.
     *
     * @throws StartException when the process ends before that or needs longer, with the end of its log
     */
    void awaitReady(Duration limit) throws InterruptedException {
        try {
            ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // its output has ended, so it is about to end itself
            awaitEnd(OUTLIVES_ITS_OUTPUT);
            throw failure(limit);
        } catch (TimeoutException e) {
            throw failure(limit);
        }
    }

    /** Why it did not become ready, for a message. */
    StartException failure(Duration limit) {
        String what = process.isAlive()
                ? "was not ready after " + limit.toSeconds() + " s"
                : "ended while it started (exit " + process.exitValue() + ")";
        return new StartException(
                "%s %s. The end of its log %s:%n%s".formatted(name, what, data.log(name), endOfLog()));
    }

    private String endOfLog() {
        try (FileInputStream log = new FileInputStream(data.log(name).toFile())) {
            log.skipNBytes(logStart);
            List<String> all = new String(log.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !STACK_FRAME.matcher(line).matches())
                    .map(line -> line.length() > LOG_COLUMNS ? line.substring(0, LOG_COLUMNS) + "..." : line)
                    .toList();
            return all.isEmpty()
                    ? "(nothing since this start)"
                    : String.join(System.lineSeparator(), all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @return whether the process ended within the time */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes when the process has ended, however it ended. */
    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** SIGKILL, as a power cut would do; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
        forget();
    }

    /** Asks for the end (SIGTERM) and waits; a process that is still there after the grace is killed. */
    void stop(Duration grace) {
        process.destroy();
        try {
            process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        forget();
    }

    private void forget() {
        try {
            Files.deleteIfExists(data.run(name + ".pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends what an earlier owner of the folder left running, for instance one that was killed. The caller holds the
     * {@link Claim}; a pid that belongs to somebody else by now is left alone.
     */
    static void stopLeftover(String name, DataFolder data, Duration grace) {
        Path file = data.run(name + ".pid");
        try {
            if (!Files.exists(file)) {
                return;
            }
            String pid = Files.readString(file).strip();
            Optional<ProcessHandle> left =
                    pid.matches("\\d{1,9}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
            left.filter(process -> runsOn(process, data)).ifPresent(process -> {
                process.destroy();
                try {
                    process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException | ExecutionException e) {
                    process.destroyForcibly();
                    process.onExit().join();
                } catch (InterruptedException e) {
                    process.destroyForcibly();
                    Thread.currentThread().interrupt();
                }
            });
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StartException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Every process that is started here names the folder on its command line. */
    private static boolean runsOn(ProcessHandle process, DataFolder data) {
        return names(process, data.root());
    }

    /** Whether the command line of a process names a path, as far as Linux lets this user see it. */
    static boolean names(ProcessHandle process, Path path) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .contains(path.toString());
        } catch (IOException e) {
            return false;
        }
    }
}
