package imaging.vips;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of libvips (8.15 and newer) and of its GLib that are used, under their own names. Where C says {@code
 * ...}, pairs of a name and a value follow, and JNA sets the NULL at the end; {@code size_t} is Java's long: 64-bit only.
 * Results: 0 or a pointer is good; what went wrong stands in an error buffer that all threads share.
 */
interface Vips extends Library {
    int ACCESS_SEQUENTIAL = 1;
    int FAIL_ON_ERROR = 2;
    int FAIL_ON_WARNING = 3;
    int SIZE_FORCE = 3;
    int KEEP_NONE = 0;
    int KEEP_ICC = 8;
    int COMPRESSION_AV1 = 4;
    int FORMAT_UCHAR = 0;
    int FORMAT_USHORT = 2;
    int FORMAT_UINT = 4;
    int INTERPRETATION_B_W = 1;
    int INTERPRETATION_CMYK = 15;
    int INTERPRETATION_SRGB = 22;
    int INTERPRETATION_RGB16 = 25;
    int INTERPRETATION_GREY16 = 26;

    int ANGLE_0 = 0;
    int ANGLE_90 = 1;
    int ANGLE_180 = 2;
    int ANGLE_270 = 3;
    int DIRECTION_HORIZONTAL = 0;

    /** GLib's way to tell about warnings. */
    interface LogHandler extends Callback {
        void log(Pointer domain, int level, Pointer message, Pointer data);
    }

    int vips_init(String name);

    int vips_version(int part);

    void vips_concurrency_set(int threads);

    void vips_cache_set_max(int operations);

    void vips_block_untrusted_set(int state);

    int vips_vector_isenabled();

    long vips_type_find(String base, String nickname);

    /** A copy that the caller frees; the buffer is empty then. */
    Pointer vips_error_buffer_copy();

    long vips_tracked_get_mem();

    long vips_tracked_get_mem_highwater();

    int vips_jpegload_buffer(Pointer data, long length, PointerByReference out, Object... options);

    int vips_pngload_buffer(Pointer data, long length, PointerByReference out, Object... options);

    int vips_webpload_buffer(Pointer data, long length, PointerByReference out, Object... options);

    int vips_tiffload_buffer(Pointer data, long length, PointerByReference out, Object... options);

    int vips_heifload_buffer(Pointer data, long length, PointerByReference out, Object... options);

    int vips_jpegsave_buffer(Pointer image, PointerByReference data, LongByReference length, Object... options);

    int vips_pngsave_buffer(Pointer image, PointerByReference data, LongByReference length, Object... options);

    int vips_webpsave_buffer(Pointer image, PointerByReference data, LongByReference length, Object... options);

    int vips_heifsave_buffer(Pointer image, PointerByReference data, LongByReference length, Object... options);

    Pointer vips_image_new_from_memory(Pointer data, long length, int width, int height, int bands, int format);

    int vips_image_get_width(Pointer image);

    int vips_image_get_height(Pointer image);

    int vips_image_get_bands(Pointer image);

    int vips_image_get_format(Pointer image);

    int vips_image_get_interpretation(Pointer image);

    int vips_image_hasalpha(Pointer image);

    Pointer vips_region_new(Pointer image);

    /** A copy of these pixels, which the caller frees; null if it failed. */
    Pointer vips_region_fetch(Pointer region, int left, int top, int width, int height, LongByReference length);

    /** 0 where there is no such field. */
    long vips_image_get_typeof(Pointer image, String name);

    /** The data belongs to the image. */
    int vips_image_get_blob(Pointer image, String name, PointerByReference data, LongByReference length);

    void vips_image_set_blob_copy(Pointer image, String name, byte[] data, long length);

    int vips_copy(Pointer in, PointerByReference out, Object... options);

    int vips_cast(Pointer in, PointerByReference out, int format, Object... options);

    int vips_extract_band(Pointer in, PointerByReference out, int band, Object... options);

    int vips_extract_area(
            Pointer in, PointerByReference out, int left, int top, int width, int height, Object... options);

    /** Opaque. */
    int vips_addalpha(Pointer in, PointerByReference out, Object... options);

    int vips_colourspace(Pointer in, PointerByReference out, int space, Object... options);

    int vips_icc_transform(Pointer in, PointerByReference out, String outputProfile, Object... options);

    int vips_resize(Pointer in, PointerByReference out, double scale, Object... options);

    int vips_rot(Pointer in, PointerByReference out, int angle, Object... options);

    int vips_flip(Pointer in, PointerByReference out, int direction, Object... options);

    int vips_thumbnail_image(Pointer in, PointerByReference out, int width, Object... options);

    /** Makes all of its samples; the caller frees them. Null if that failed. */
    Pointer vips_image_write_to_memory(Pointer image, LongByReference length);

    /** Whoever makes pixels of the image fails from now on, at its next band of rows. */
    void vips_image_set_kill(Pointer image, int kill);

    void g_object_unref(Pointer object);

    void g_free(Pointer memory);

    Pointer g_log_set_default_handler(LogHandler handler, Pointer data);
}
