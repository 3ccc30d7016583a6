package darkroom.devservices.clickhouse;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Map;

/**
 * The functions of {@code chdb.h} (26.7) that this front uses, bound by JNA. {@code size_t} is Java's long: 64-bit only.
 * Loading is once per process; afterwards any thread may call, each with a connection of its own.
 */
final class Chdb {
    /** RTLD_NOW with RTLD_LOCAL: the engine's own malloc and libc++ must not leak into the JVM. */
    private static final int OPEN_FLAGS = 2;

    private Chdb() {}

    /**
     * Loads the engine. Its signal handlers are switched off before anything connects: they would take over those of the
     * JVM, and the process would hang on its way out.
     *
     * @throws UnsatisfiedLinkError when the library is not there or not for this machine
     */
    static void load(Path library) {
        Map<String, Object> options =
                Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS, Library.OPTION_STRING_ENCODING, "UTF-8");
        Native.register(Chdb.class, NativeLibrary.getInstance(library.toString(), options));
        chdb_set_signal_handlers_enabled(0);
    }

    static native void chdb_set_signal_handlers_enabled(int enabled);

    static native Pointer chdb_connect(int argc, Pointer argv);

    static native void chdb_close_conn(Pointer connection);

    static native Pointer chdb_query_n(
            Pointer connection, byte[] sql, long sqlLength, byte[] format, long formatLength);

    static native Pointer chdb_query_with_params_n(
            Pointer connection,
            byte[] sql,
            long sqlLength,
            byte[] format,
            long formatLength,
            Pointer names,
            Pointer nameLengths,
            Pointer values,
            Pointer valueLengths,
            long count);

    static native Pointer chdb_stream_insert_n(
            Pointer connection, byte[] sql, long sqlLength, byte[] format, long formatLength);

    static native Pointer chdb_stream_insert_with_params_n(
            Pointer connection,
            byte[] sql,
            long sqlLength,
            byte[] format,
            long formatLength,
            Pointer names,
            Pointer nameLengths,
            Pointer values,
            Pointer valueLengths,
            long count);

    static native int chdb_stream_append(Pointer stream, Pointer data, long length);

    static native Pointer chdb_stream_done(Pointer stream);

    static native void chdb_stream_cancel_insert(Pointer stream);

    static native String chdb_stream_insert_error(Pointer stream);

    static native void chdb_destroy_insert_stream(Pointer stream);

    static native Pointer chdb_result_buffer(Pointer result);

    static native long chdb_result_length(Pointer result);

    static native long chdb_result_rows_read(Pointer result);

    static native long chdb_result_storage_rows_read(Pointer result);

    static native long chdb_result_storage_bytes_read(Pointer result);

    static native long chdb_result_rows_written(Pointer result);

    static native long chdb_result_bytes_written(Pointer result);

    static native Pointer chdb_result_error(Pointer result);

    static native void chdb_destroy_query_result(Pointer result);

    static native int chdb_shutdown();
}
