package imaging.vips;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of libturbojpeg (2.1 and newer) that are used, under their own names. C's {@code unsigned long} is Java's
 * long: 64-bit and not Windows. Results: 0 or a pointer is good; what went wrong is said by the handle, which is of no
 * more use then. A handle is used by one thread.
 */
interface Turbo extends Library {
    int PIXELS_RGB = 0;
    int PIXELS_GRAY = 6;
    int SAMPLING_444 = 0;
    int SAMPLING_420 = 2;
    int SAMPLING_GRAY = 3;
    int NO_REALLOCATION = 1024;
    int ACCURATE_DCT = 4096;
    int STOP_ON_WARNING = 8192;
    int LIMIT_SCANS = 32768;

    /** Null where there is no memory. */
    Pointer tjInitDecompress();

    int tjDecompressHeader3(
            Pointer handle,
            Pointer file,
            long length,
            IntByReference width,
            IntByReference height,
            IntByReference sampling,
            IntByReference space);

    /** At the largest of its own scales that fits into width and height; {@code pitch} is the bytes of a row. */
    int tjDecompress2(
            Pointer handle,
            Pointer file,
            long length,
            Pointer into,
            int width,
            int pitch,
            int height,
            int pixels,
            int flags);

    /** Null where there is no memory. */
    Pointer tjInitCompress();

    /** The most bytes that a JPEG of that size takes. */
    long tjBufSize(int width, int height, int sampling);

    int tjCompress2(
            Pointer handle,
            Pointer from,
            int width,
            int pitch,
            int height,
            int pixels,
            PointerByReference file,
            LongByReference length,
            int sampling,
            int quality,
            int flags);

    String tjGetErrorStr2(Pointer handle);

    int tjDestroy(Pointer handle);
}
