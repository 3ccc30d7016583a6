package darkroom.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.springframework.util.FileSystemUtils;

/** Where a run has its engines' data and its logs. */
final class RunFolder {
    private static final int TRIES = 50;
    private static final long LOOK_NANOS = 200_000_000;

    private RunFolder() {}

    static Path make(long seed) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chaos-");
        System.err.println("starting the engines in " + folder + "; seed " + seed);
        return folder;
    }

    /** Everything in it, once the engines are gone: what still ends may write its last words meanwhile. */
    static void remove(Path folder) {
        boolean gone = false;
        for (int i = 0; i < TRIES; i++) {
            try {
                if (!FileSystemUtils.deleteRecursively(folder) && gone) {
                    return;
                }
                gone = true;
            } catch (IOException beingWritten) {
                gone = false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        System.err.println("darkroom: " + folder + " cannot be removed: do it by hand");
    }
}
