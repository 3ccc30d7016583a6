package darkroom.devservices.clickhouse;

import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What one statement gave: formatted bytes in native memory, and counters. For one thread; closing frees the memory. */
final class ChdbResult implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final Pointer handle;

    private ChdbResult(Pointer handle) {
        this.handle = handle;
    }

    /** Takes over a native result, or throws its error as a {@link ServerError}. */
    static ChdbResult take(Pointer handle) {
        Pointer error = Chdb.chdb_result_error(handle);
        if (error != null) {
            String message = error.getString(0, "UTF-8");
            Chdb.chdb_destroy_query_result(handle);
            throw new ServerError(message);
        }
        return new ChdbResult(handle);
    }

    /** Bytes of the formatted result. */
    long length() {
        return Chdb.chdb_result_length(handle);
    }

    void writeTo(OutputStream out) throws IOException {
        Pointer bytes = Chdb.chdb_result_buffer(handle);
        byte[] chunk = new byte[CHUNK];
        long length = length();
        for (long at = 0; at < length; ) {
            int n = (int) Math.min(CHUNK, length - at);
            bytes.read(at, chunk, 0, n);
            out.write(chunk, 0, n);
            at += n;
        }
    }

    /** The result as text, for short ones. */
    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory refused bytes", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The value of the header {@code X-ClickHouse-Summary}: numbers as strings, as ClickHouse writes them. */
    String summary(boolean insert, long elapsedNanos) {
        long written = Chdb.chdb_result_rows_written(handle);
        return ("{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\","
                        + "\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}")
                .formatted(
                        Chdb.chdb_result_storage_rows_read(handle),
                        Chdb.chdb_result_storage_bytes_read(handle),
                        written,
                        Chdb.chdb_result_bytes_written(handle),
                        insert ? written : Chdb.chdb_result_rows_read(handle),
                        length(),
                        elapsedNanos);
    }

    @Override
    public void close() {
        Chdb.chdb_destroy_query_result(handle);
    }
}
