package darkroom.devservices.clickhouse;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The values of {@code {name:Type}} placeholders as the arrays that the engine wants. Closing frees them. */
final class ChdbParameters implements AutoCloseable {
    private final List<Memory> strings = new ArrayList<>();
    private final Memory names;
    private final Memory nameLengths;
    private final Memory values;
    private final Memory valueLengths;
    private final int count;

    /** @param parameters not empty */
    ChdbParameters(Map<String, String> parameters) {
        count = parameters.size();
        long bytes = (long) Native.POINTER_SIZE * count;
        names = new Memory(bytes);
        nameLengths = new Memory(bytes);
        values = new Memory(bytes);
        valueLengths = new Memory(bytes);
        int i = 0;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            put(names, nameLengths, i, parameter.getKey());
            put(values, valueLengths, i, parameter.getValue());
            i++;
        }
    }

    private void put(Memory pointers, Memory lengths, int index, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory string = ChdbConnection.terminated(bytes);
        strings.add(string);
        long at = (long) Native.POINTER_SIZE * index;
        pointers.setPointer(at, string);
        lengths.setLong(at, bytes.length);
    }

    Pointer query(Pointer connection, byte[] sql, byte[] format) {
        return Chdb.chdb_query_with_params_n(
                connection, sql, sql.length, format, format.length, names, nameLengths, values, valueLengths, count);
    }

    Pointer insert(Pointer connection, byte[] sql, byte[] format) {
        return Chdb.chdb_stream_insert_with_params_n(
                connection, sql, sql.length, format, format.length, names, nameLengths, values, valueLengths, count);
    }

    @Override
    public void close() {
        strings.forEach(Memory::close);
        names.close();
        nameLengths.close();
        values.close();
        valueLengths.close();
    }
}
