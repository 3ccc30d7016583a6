package imaging;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOWriteProgressListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's own readers and writers, chosen by name, so that a plug-in that somebody drops on the class path neither
 * reads hostile bytes nor changes what we write. No temporary files. Thread-safe.
 */
final class JdkCodecs {
    private static final String HOME = "com.sun.imageio.plugins.";

    private JdkCodecs() {}

    private static <T> T provider(Class<T> kind, String name) {
        Iterator<T> found = IIORegistry.getDefaultInstance()
                .getServiceProviders(kind, p -> p.getClass().getName().equals(HOME + name), false);
        if (!found.hasNext()) {
            throw new IllegalStateException("This JDK has no " + HOME + name + "; it needs the module java.desktop.");
        }
        return found.next();
    }

    /** @param deadline at which it ends what it writes, in the middle and without a word */
    static ImageWriter writer(Format format, Deadline deadline) throws IOException {
        String name = format == Format.PNG ? "png.PNGImageWriterSpi" : "jpeg.JPEGImageWriterSpi";
        ImageWriter writer = provider(ImageWriterSpi.class, name).createWriterInstance();
        writer.addIIOWriteProgressListener(new WriteWatch(deadline));
        return writer;
    }

    static BufferedImage readBmp(byte[] original, Deadline deadline) throws IOException {
        ImageReader reader =
                provider(ImageReaderSpi.class, "bmp.BMPImageReaderSpi").createReaderInstance();
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(original))) {
            reader.setInput(in, true, true);
            reader.addIIOReadProgressListener(new ReadWatch(deadline));
            BufferedImage image = reader.read(0, reader.getDefaultReadParam());
            deadline.check();
            return image;
        } finally {
            reader.dispose();
        }
    }

    /** Stops a read whose time is over. */
    private static final class ReadWatch implements IIOReadProgressListener {
        private final Deadline deadline;

        ReadWatch(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            if (deadline.passed()) {
                source.abort();
            }
        }

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}

        @Override
        public void readAborted(ImageReader source) {}
    }

    /** Stops a write whose time is over. */
    private static final class WriteWatch implements IIOWriteProgressListener {
        private final Deadline deadline;

        WriteWatch(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public void imageProgress(ImageWriter source, float percentageDone) {
            if (deadline.passed()) {
                source.abort();
            }
        }

        @Override
        public void imageStarted(ImageWriter source, int imageIndex) {}

        @Override
        public void imageComplete(ImageWriter source) {}

        @Override
        public void thumbnailStarted(ImageWriter source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageWriter source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageWriter source) {}

        @Override
        public void writeAborted(ImageWriter source) {}
    }
}
