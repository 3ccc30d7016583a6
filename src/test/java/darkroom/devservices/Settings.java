package darkroom.devservices;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The variables {@code DARKROOM_*} that a start goes by. Immutable. */
public final class Settings {
    private static final String PREFIX = "DARKROOM_";
    private static final String HANDOVER = "services.env";

    private final Map<String, String> values;

    /** @param values empty values count as absent */
    public Settings(Map<String, String> values) {
        Map<String, String> set = new HashMap<>(values);
        set.values().removeIf(String::isBlank);
        this.values = Map.copyOf(set);
    }

    /** The process's environment. */
    public static Settings environment() {
        Map<String, String> own = new HashMap<>(System.getenv());
        own.keySet().removeIf(name -> !name.startsWith(PREFIX));
        return new Settings(own);
    }

    /** Where the state lives: {@code DARKROOM_DATA}, else {@code .darkroom} in the project. */
    DataFolder data() {
        return new DataFolder(Path.of(values.getOrDefault("DARKROOM_DATA", ".darkroom")));
    }

    Optional<String> get(String variable) {
        return Optional.ofNullable(values.get(variable));
    }

    /**
     * A port, 0 meaning any that is free.
     *
     * @throws StartException naming the variable, for what is no port
     */
    int port(Listener listener) {
        String variable = listener.variable();
        String value = values.getOrDefault(variable, Integer.toString(listener.usual()));
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new StartException(
                    variable + "=" + value + " is no port: give a number from 0 (any free one) to 65535");
        }
        return Integer.parseInt(value);
    }

    /** The address of the server that is used instead of the embedded engine, where one is configured. */
    Optional<String> server(Listener listener) {
        return listener.server().flatMap(this::get);
    }

    /** Where ClickHouse answers HTTP, without a slash at the end. */
    URI clickhouseUrl() {
        String url =
                server(Listener.CLICKHOUSE).orElseGet(() -> Listener.CLICKHOUSE.address(port(Listener.CLICKHOUSE)));
        if (!url.matches("https?://\\S+")) {
            throw new StartException("DARKROOM_CLICKHOUSE_URL=" + url + " is no address: write http://host:8123");
        }
        return URI.create(url.replaceFirst("/+$", ""));
    }

    /** Those on whose port of this machine nobody listens, for a message; servers that are configured are not asked. */
    List<String> away(List<Listener> listeners) {
        return listeners.stream()
                .filter(listener -> server(listener).isEmpty() && Ports.isFree(port(listener)))
                .map(listener -> listener.address(port(listener)) + " (" + listener.title() + ")")
                .toList();
    }

    Settings with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(more);
        return new Settings(all);
    }

    Map<String, String> asMap() {
        return values;
    }

    /** Leaves word of where running services are for commands in other terminals; see {@link #withServices}. */
    static void handOver(DataFolder data, Map<String, String> environment) throws IOException {
        Properties file = new Properties();
        file.putAll(environment);
        try (var out = Files.newBufferedWriter(data.run(HANDOVER))) {
            file.store(out, "Where the services of this folder are");
        }
    }

    static void withdraw(DataFolder data) throws IOException {
        Files.deleteIfExists(data.run(HANDOVER));
    }

    /** These settings, completed by where the services of the data folder are, if they run. What is set here wins. */
    Settings withServices() {
        Path file = data().run(HANDOVER);
        Map<String, String> all = new HashMap<>();
        if (Files.exists(file)) {
            Properties known = new Properties();
            try (var in = Files.newBufferedReader(file)) {
                known.load(in);
            } catch (IOException e) {
                throw new StartException("Cannot read " + file + ": " + e.getMessage(), e);
            }
            known.stringPropertyNames().forEach(name -> all.put(name, known.getProperty(name)));
        }
        values.forEach((name, value) -> {
            // any port, for the services that run, is the one that they have taken
            if (!(value.equals("0") && name.endsWith("_PORT"))) {
                all.put(name, value);
            } else {
                all.putIfAbsent(name, value);
            }
        });
        return new Settings(all);
    }
}
