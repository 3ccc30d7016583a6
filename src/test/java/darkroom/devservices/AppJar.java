package darkroom.devservices;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.springframework.util.FileSystemUtils;

/**
 * The app's jar as it is run: unpacked, and beside it an archive of the classes that a start loads (class data sharing),
 * which together about halve the CPU of a start. A copy for each build, in {@code .darkroom/app/HASH}: a build does
 * not pull the jar from under a running app. What cannot be made is done without. Thread-safe.
 */
final class AppJar {
    private static final Path BUILT = Path.of("target/darkroom.jar");
    private static final Path COPIES = Path.of(".darkroom/app");
    private static final String MAIN = darkroom.Beans.class.getName();
    private static final int UNPACK_SECONDS = 60;
    private static final AtomicBoolean ARCHIVING = new AtomicBoolean();

    private final Path jar;
    private final Path archive;

    private AppJar(Path jar) {
        this.jar = jar;
        String java = System.getProperty("java.vm.version").replaceAll("[^A-Za-z0-9.+-]", "_");
        this.archive = jar.resolveSibling("classes-" + java + ".jsa");
    }

    /**
     * The last build's jar.
     *
     * @throws StartException when there is none
     */
    static AppJar current() {
        return of(Binaries.project().resolve(BUILT), Binaries.project().resolve(COPIES));
    }

    static AppJar of(Path built, Path copies) {
        try {
            Path folder = copies.resolve(hash(built));
            return new AppJar(unpacked(built, folder));
        } catch (IOException e) {
            if (!Files.exists(built)) {
                throw new StartException("There is no " + built + " (is it built? mvn package)", e);
            }
            return new AppJar(built.toAbsolutePath());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while the app was unpacked", e);
        }
    }

    /** Of the table of contents, which holds a checksum of each file: 80 MB need not be read. */
    static String hash(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            zip.stream()
                    .map(entry -> entry.getName() + " " + entry.getCrc() + "\n")
                    .forEach(line -> hash.update(line.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(hash.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path unpacked(Path built, Path folder) throws IOException, InterruptedException {
        Path jar = folder.resolve(built.getFileName());
        if (!Files.exists(jar)) {
            clear(folder);
            Path making =
                    Files.createTempDirectory(Files.createDirectories(folder.getParent()), folder.getFileName() + "-");
            try {
                unpack(built, making);
                Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                FileSystemUtils.deleteRecursively(making);
                if (!Files.exists(jar)) { // nobody else was faster
                    throw e;
                }
            }
        }
        return jar;
    }

    private static void unpack(Path built, Path folder) throws IOException, InterruptedException {
        Process unpack = new ProcessBuilder(
                        Jvm.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djarmode=tools",
                        "-jar",
                        built.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!unpack.waitFor(UNPACK_SECONDS, TimeUnit.SECONDS) || unpack.exitValue() != 0) {
            unpack.destroyForcibly();
            throw new IOException("cannot unpack " + built);
        }
    }

    /** Takes away copies of other builds that no process runs. */
    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder.getParent())) {
            return;
        }
        try (Stream<Path> copies = Files.list(folder.getParent())) {
            for (Path copy : copies.toList()) {
                boolean another = !copy.getFileName()
                        .toString()
                        .startsWith(folder.getFileName().toString());
                if (another && ProcessHandle.allProcesses().noneMatch(process -> Daemon.names(process, copy))) {
                    FileSystemUtils.deleteRecursively(copy);
                }
            }
        }
    }

    /** The command of a Java process that runs it, up to where its arguments begin. */
    List<String> command(List<String> options) {
        return command(options, List.of());
    }

    /**
     * The same with more classes behind its own.
     *
     * @param classes folders
     * @throws StartException when there are some, and the jar could not be unpacked
     */
    List<String> command(List<String> options, List<Path> classes) {
        List<String> command = new ArrayList<>(List.of(Jvm.java()));
        command.addAll(options);
        if (Files.exists(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        if (classes.isEmpty()) {
            command.addAll(List.of("-jar", jar.toString()));
            return command;
        }
        if (!isUnpacked()) {
            throw new StartException(jar + " could not be unpacked, and takes no more classes as it is");
        }
        // behind it: an archive of classes is good for a class path that begins as its own does
        command.add("-cp");
        command.add(Stream.concat(Stream.of(jar), classes.stream())
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        return command;
    }

    /**
     * Makes the archive in the background, when there is none: by a start of the app that ends before it serves. At most
     * once a process, and at the lowest priority; what is unfinished when this process ends is given up.
     *
     * @param variables by which a start finds its services
     */
    void archiveClasses(Map<String, String> variables) {
        if (Files.exists(archive) || !isUnpacked() || !ARCHIVING.compareAndSet(false, true)) {
            return;
        }
        Path making = archive.resolveSibling(
                archive.getFileName() + "-" + ProcessHandle.current().pid());
        ProcessBuilder builder = new ProcessBuilder(
                        "nice",
                        "-n",
                        "19",
                        Jvm.java(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:ArchiveClassesAtExit=" + making,
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        jar.toString())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(variables);
        try {
            Process start = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> giveUp(start, making), "stop-archiving"));
            var unused = start.onExit().thenAccept(ended -> keep(making, ended.exitValue()));
        } catch (IOException | IllegalStateException e) {
            // no nice here, or this process is about to end: starts stay as they are
        }
    }

    private boolean isUnpacked() {
        return Files.isDirectory(jar.resolveSibling("lib"));
    }

    private static void giveUp(Process start, Path making) {
        start.destroyForcibly().onExit().join();
        try {
            Files.deleteIfExists(making);
        } catch (IOException e) {
            // litter, which goes with the copy
        }
    }

    /** Whole and on disk, or not at all: the virtual machine maps the file unread, and dies of half of one. */
    private void keep(Path made, int exit) {
        if (exit != 0) {
            return;
        }
        try (FileChannel file = FileChannel.open(made, StandardOpenOption.READ)) {
            file.force(true);
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // done without
        }
    }
}
