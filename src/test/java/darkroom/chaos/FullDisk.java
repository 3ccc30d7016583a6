package darkroom.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A small disk of memory (tmpfs) under a folder, that can be filled up and freed. Linux, and only for root. */
final class FullDisk implements AutoCloseable {
    private static final byte[] BLOCK = new byte[1 << 20];

    private final Path folder;
    private final Path filler;
    private boolean closed;

    private FullDisk(Path folder) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
    }

    /**
     * Mounts one over a folder that is made where it is missing; nothing where this user may not.
     *
     * @param gibibytes for all that is archived until it is filled up
     */
    static Optional<FullDisk> under(Path folder, int gibibytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path absolute = folder.toAbsolutePath();
        return run("mount", "-t", "tmpfs", "-o", "size=" + gibibytes + "g", "darkroom-chaos", absolute.toString())
                ? Optional.of(new FullDisk(absolute))
                : Optional.empty();
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }

    /** No byte more fits, from now on, also of what is freed by others meanwhile. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int size = BLOCK.length; size > 0; size /= 2) {
                write(out, size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(OutputStream out, int size) {
        try {
            while (true) {
                out.write(BLOCK, 0, size);
            }
        } catch (IOException full) {
            // that much no longer fits
        }
    }

    /** There is room again. Safe to repeat. */
    void free() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever has files open there has ended. Safe to repeat. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!run("umount", folder.toString())) {
                throw new IllegalStateException("cannot unmount " + folder + ": do it by hand");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
