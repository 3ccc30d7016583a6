package darkroom.devservices.clickhouse;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A connection to the engine in this process, with its own current database, settings and user parameters. Opening one
 * takes about 1.5 ms. For one thread at a time, which needs a stack of 16 MB: the engine's parser and planner recurse.
 */
final class ChdbConnection implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final Pointer owner;
    private final Pointer connection;

    /**
     * Opens the data folder, or joins the engine that has it open already in this process.
     *
     * @param arguments as on clickhouse-local's command line: {@code --path=FOLDER}, {@code --config-file=FILE}
     * @throws ServerError when it cannot be opened, for instance because another process has it open (code 76)
     */
    ChdbConnection(List<String> arguments) {
        List<Memory> strings = new ArrayList<>();
        strings.add(terminated("chdb".getBytes(StandardCharsets.UTF_8)));
        arguments.forEach(argument -> strings.add(terminated(argument.getBytes(StandardCharsets.UTF_8))));
        try (Memory argv = new Memory((long) Native.POINTER_SIZE * (strings.size() + 1))) {
            for (int i = 0; i < strings.size(); i++) {
                argv.setPointer((long) Native.POINTER_SIZE * i, strings.get(i));
            }
            argv.setPointer((long) Native.POINTER_SIZE * strings.size(), null);
            owner = Chdb.chdb_connect(strings.size(), argv);
        } finally {
            strings.forEach(Memory::close);
        }
        if (owner == null) {
            throw ServerError.of(1002, "UNKNOWN_EXCEPTION", "the engine refused to open " + arguments);
        }
        connection = owner.getPointer(0);
    }

    /** Runs one statement and formats what it gives, unless the statement names a format itself. */
    ChdbResult query(byte[] sql, String format, Map<String, String> parameters) {
        byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
        if (parameters.isEmpty()) {
            return ChdbResult.take(Chdb.chdb_query_n(connection, sql, sql.length, formatName, formatName.length));
        }
        try (ChdbParameters bound = new ChdbParameters(parameters)) {
            return ChdbResult.take(bound.query(connection, sql, formatName));
        }
    }

    /** What one statement gives, as it is. */
    String text(byte[] sql) {
        try (ChdbResult result = query(sql, "TSVRaw", Map.of())) {
            return result.text();
        }
    }

    void execute(String sql) {
        query(sql.getBytes(StandardCharsets.UTF_8), "TabSeparated", Map.of()).close();
    }

    /**
     * Streams rows into a table; all of them become visible at the end, or none.
     *
     * @param sql the statement up to and without {@code FORMAT} or {@code VALUES}
     * @throws IOException from reading the data: the insert was cancelled
     */
    ChdbResult insert(byte[] sql, String format, Map<String, String> parameters, InputStream data) throws IOException {
        Pointer stream = open(sql, format.getBytes(StandardCharsets.UTF_8), parameters);
        try {
            failed(stream);
            append(stream, data);
            return ChdbResult.take(Chdb.chdb_stream_done(stream));
        } finally {
            Chdb.chdb_destroy_insert_stream(stream);
        }
    }

    private Pointer open(byte[] sql, byte[] format, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return Chdb.chdb_stream_insert_n(connection, sql, sql.length, format, format.length);
        }
        try (ChdbParameters bound = new ChdbParameters(parameters)) {
            return bound.insert(connection, sql, format);
        }
    }

    private static void append(Pointer stream, InputStream data) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (Memory copy = new Memory(CHUNK)) {
            int n;
            while ((n = data.read(chunk)) >= 0) {
                copy.write(0, chunk, 0, n);
                if (n > 0 && Chdb.chdb_stream_append(stream, copy, n) != 0) {
                    failed(stream);
                    throw ServerError.of(1002, "UNKNOWN_EXCEPTION", "the engine refused data without saying why");
                }
            }
        } catch (IOException | RuntimeException e) {
            // whatever broke the data off, half an insert must not stay
            Chdb.chdb_stream_cancel_insert(stream);
            throw e;
        }
    }

    private static void failed(Pointer stream) {
        String error = Chdb.chdb_stream_insert_error(stream);
        if (error != null) {
            throw new ServerError(error);
        }
    }

    /** A C string. */
    static Memory terminated(byte[] bytes) {
        Memory string = new Memory(bytes.length + 1L);
        string.write(0, bytes, 0, bytes.length);
        string.setByte(bytes.length, (byte) 0);
        return string;
    }

    @Override
    public void close() {
        Chdb.chdb_close_conn(owner);
    }
}
