package darkroom.devservices;

import darkroom.devservices.clickhouse.ClickHouse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A ClickHouse server; see {@link ClickHouse}. */
final class ClickHouseEngine implements Engine {
    private final Path library;

    /** @param library libchdb.so */
    ClickHouseEngine(Path library) {
        this.library = library;
    }

    @Override
    public Listener listener() {
        return Listener.CLICKHOUSE;
    }

    @Override
    public Daemon launch(DataFolder data, int port) {
        Path folder = data.engine(name());
        List<String> command = Jvm.command(
                data,
                // without nodelay, answers of several packets wait 40 ms for the client's acknowledgement
                List.of(
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dsun.net.httpserver.nodelay=true",
                        "-Dsun.net.httpserver.idleInterval=300"),
                ClickHouse.class,
                List.of(
                        library.toString(),
                        folder.toString(),
                        Binaries.engines().resolve("clickhouse.xml").toString(),
                        Integer.toString(port)));
        Map<String, String> variables = new HashMap<>(Jvm.variables());
        variables.put(
                "DARKROOM_CLICKHOUSE_USERS",
                Binaries.engines().resolve("clickhouse-users.xml").toString());
        return Daemon.startSignalling(name(), data, folder, command, variables);
    }
}
