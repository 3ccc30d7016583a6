package imaging;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOReadWarningListener;
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

    static ImageWriter writer(Format format) throws IOException {
        String name = format == Format.PNG ? "png.PNGImageWriterSpi" : "jpeg.JPEGImageWriterSpi";
        return provider(ImageWriterSpi.class, name).createWriterInstance();
    }

    /** What is read from one opened picture. */
    interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }

    static BufferedImage image(Format format, byte[] bytes, Deadline deadline)
            throws IOException, RejectedImageException {
        return read(format, bytes, deadline, r -> r.read(0, r.getDefaultReadParam()));
    }

    /** The samples as they are in the file, without any change of colour. */
    static Raster raster(Format format, byte[] bytes, Deadline deadline) throws IOException, RejectedImageException {
        return read(format, bytes, deadline, r -> r.readRaster(0, r.getDefaultReadParam()));
    }

    private static <T> T read(Format format, byte[] bytes, Deadline deadline, Reading<T> reading)
            throws IOException, RejectedImageException {
        String name = format == Format.BMP ? "bmp.BMPImageReaderSpi" : "jpeg.JPEGImageReaderSpi";
        ImageReader reader = provider(ImageReaderSpi.class, name).createReaderInstance();
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Watch watch = new Watch(deadline);
            reader.setInput(in, true, true);
            reader.addIIOReadProgressListener(watch);
            reader.addIIOReadWarningListener(watch);
            T result = reading.from(reader);
            deadline.check();
            if (watch.damage != null) {
                throw RejectedImageException.broken("The " + format.word() + " is damaged: " + watch.damage);
            }
            return result;
        } finally {
            reader.dispose();
        }
    }

    /** Stops a read whose time is over, and remembers what libjpeg only warns of. */
    private static final class Watch implements IIOReadProgressListener, IIOReadWarningListener {
        private final Deadline deadline;
        private String damage;

        Watch(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            // stray bytes between two segments harm nothing
            if (!warning.contains("extraneous")) {
                damage = warning;
            }
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
}
