package imaging.step.kit;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Arrays of pictures that work makes on its thread, as the JDK's flight recorder sees them. Small things are left out:
 * {@code getRGB} of a single pixel leaves some behind, as many as there are pixels, but never needs them at once.
 */
final class LargeArrays {
    private static final long LARGE_BYTES = 64 << 10;

    private LargeArrays() {}

    /**
     * Bytes of all of them, given back or not.
     *
     * @param file to record to
     */
    static long bytes(Path file, Runnable work) throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationOutsideTLAB").withoutStackTrace();
            recording.enable("jdk.ObjectAllocationInNewTLAB").withoutStackTrace();
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        long bytes = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            long size = event.getLong("allocationSize");
            boolean ours = event.getThread() != null
                    && event.getThread().getJavaThreadId()
                            == Thread.currentThread().getId();
            bytes += ours && size >= LARGE_BYTES ? size : 0;
        }
        return bytes;
    }
}
