package imaging.vips;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import imaging.Picture;
import imaging.Samples;
import imaging.Size;
import java.util.concurrent.atomic.AtomicLong;

/** Samples of 8 bits in memory that libvips can read, and nothing else of the image that they were made of. One thread. */
final class VipsSamples implements Samples {
    private static final AtomicLong LYING = new AtomicLong();

    private final Vips vips;
    private final Size size;
    private final int bands;
    private final Runnable release;
    private Pointer memory;

    private VipsSamples(Vips vips, Size size, int bands, Pointer memory, Runnable release) {
        this.vips = vips;
        this.size = size;
        this.bands = bands;
        this.memory = memory;
        this.release = release;
        LYING.incrementAndGet();
    }

    /** How many there are in this process that were not given back: for tests. */
    static long lying() {
        return LYING.get();
    }

    /** @param memory belongs to the samples from now on */
    static VipsSamples of(Vips vips, Size size, int bands, Pointer memory) {
        return new VipsSamples(vips, size, bands, memory, () -> vips.g_free(memory));
    }

    /** @param memory of Java's own; belongs to the samples from now on */
    static VipsSamples of(Vips vips, Size size, int bands, Memory memory) {
        return new VipsSamples(vips, size, bands, memory, memory::close);
    }

    /** A copy of a picture's. */
    static VipsSamples copyOf(Vips vips, Picture picture) {
        byte[] bytes = picture.samples();
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return of(vips, picture.size(), picture.bands(), memory);
    }

    /** Where they lie, until this is closed. */
    Pointer memory() {
        if (memory == null) {
            throw new IllegalStateException("These samples were given back.");
        }
        return memory;
    }

    long length() {
        return size.pixels() * bands;
    }

    int bands() {
        return bands;
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public void read(int top, int rows, byte[] into) {
        if (top < 0 || rows < 0 || top + rows > size.height()) {
            throw new IllegalArgumentException("Rows " + top + " to " + (top + rows) + " of " + size);
        }
        long row = (long) size.width() * bands;
        memory().read(top * row, into, 0, (int) (rows * row));
    }

    @Override
    public Samples turned(int orientation) {
        try (VipsWork work = new VipsWork(vips)) {
            return work.samples(work.turned(work.image(this), orientation));
        } catch (VipsException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (memory != null) {
            memory = null;
            release.run();
            LYING.decrementAndGet();
        }
    }
}
