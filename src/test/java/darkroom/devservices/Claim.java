package darkroom.devservices;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The exclusive right of one process to run something on a data folder. The operating system takes the lock back when
 * the process dies, however it dies, so nothing stale can be left.
 */
final class Claim implements AutoCloseable {
    private final FileChannel channel;

    private Claim(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the claim.
     *
     * @param what is run, for the message: {@code services} or {@code app}
     * @throws StartException when a living process has it
     */
    static Claim on(DataFolder data, String what) {
        Path file = data.run(what + ".lock");
        Path owner = data.run(what + ".owner");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new StartException(("Already running on %s: the %s, process %s. Use them, stop that process, or"
                                + " start beside them with another folder (--data DIR) and other ports")
                        .formatted(data.root(), what, Files.exists(owner) ? Files.readString(owner) : "unknown"));
            }
            Files.writeString(owner, Long.toString(ProcessHandle.current().pid()));
            return new Claim(channel);
        } catch (IOException e) {
            throw new StartException("Cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
