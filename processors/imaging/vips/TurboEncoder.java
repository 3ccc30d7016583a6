package imaging.vips;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import imaging.Size;
import java.util.Arrays;

/**
 * Gray samples, or red, green and blue ones, to a sequential JPEG: the bytes that libvips' saver makes of them, without the
 * threads and buffers that it sets up for it. Thread-safe.
 */
final class TurboEncoder {
    /** From here on libvips keeps all samples of the colours; below one of four. */
    private static final int FULL_COLOURS = 90;

    /** libvips writes none where it keeps no metadata. */
    private static final byte[] JFIF = {(byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0};

    private static final int JFIF_AT = 2;
    private static final int JFIF_BYTES = 18;

    private final Turbo turbo;

    TurboEncoder(TurboLibrary library) {
        this.turbo = library.functions();
    }

    /**
     * @param samples of one or three bands
     * @throws IllegalStateException with what libturbojpeg said, if it fails
     */
    byte[] encode(VipsSamples samples, int quality) {
        boolean gray = samples.bands() == 1;
        int sampling = gray ? Turbo.SAMPLING_GRAY : quality < FULL_COLOURS ? Turbo.SAMPLING_420 : Turbo.SAMPLING_444;
        Size size = samples.size();
        Pointer handle = turbo.tjInitCompress();
        if (handle == null) {
            throw new OutOfMemoryError("libturbojpeg has no memory for a handle");
        }
        // so much that it never has to be more
        try (Memory room = new Memory(turbo.tjBufSize(size.width(), size.height(), sampling))) {
            LongByReference length = new LongByReference(room.size());
            int failed = turbo.tjCompress2(
                    handle,
                    samples.memory(),
                    size.width(),
                    size.width() * samples.bands(),
                    size.height(),
                    gray ? Turbo.PIXELS_GRAY : Turbo.PIXELS_RGB,
                    new PointerByReference(room),
                    length,
                    sampling,
                    quality,
                    Turbo.NO_REALLOCATION | Turbo.ACCURATE_DCT);
            if (failed != 0) {
                throw new IllegalStateException("libturbojpeg: " + turbo.tjGetErrorStr2(handle));
            }
            return withoutJfif(room, (int) length.getValue());
        } finally {
            turbo.tjDestroy(handle);
        }
    }

    private static byte[] withoutJfif(Memory room, int length) {
        if (!Arrays.equals(room.getByteArray(JFIF_AT, JFIF.length), JFIF)) {
            return room.getByteArray(0, length);
        }
        byte[] bytes = new byte[length - JFIF_BYTES];
        room.read(0, bytes, 0, JFIF_AT);
        room.read(JFIF_AT + JFIF_BYTES, bytes, JFIF_AT, bytes.length - JFIF_AT);
        return bytes;
    }
}
