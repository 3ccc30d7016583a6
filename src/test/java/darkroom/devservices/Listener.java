package darkroom.devservices;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What listens on a TCP port of this machine: the app, on two, and each embedded engine. */
public enum Listener {
    HTTP("HTTP", 8080),
    MANAGEMENT("health and metrics", 8081),
    KAFKA("Kafka", 9092, "DARKROOM_KAFKA_BROKERS"),
    S3("S3", 4566, "DARKROOM_S3_ENDPOINT"),
    SQS("SQS", 9324, "DARKROOM_SQS_ENDPOINT"),
    CLICKHOUSE("ClickHouse", 8123, "DARKROOM_CLICKHOUSE_URL");

    /** Those of the app. */
    static final List<Listener> APP = List.of(HTTP, MANAGEMENT);

    /** Those of the engines. */
    static final List<Listener> ENGINES = List.of(KAFKA, S3, SQS, CLICKHOUSE);

    private final String title;
    private final int usual;
    private final Optional<String> server;

    Listener(String title, int usual) {
        this.title = title;
        this.usual = usual;
        this.server = Optional.empty();
    }

    Listener(String title, int usual, String server) {
        this.title = title;
        this.usual = usual;
        this.server = Optional.of(server);
    }

    /** As people call it, for messages. */
    String title() {
        return title;
    }

    /** As in the names of files: {@code kafka}. */
    String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The port where nothing else is asked for. */
    public int usual() {
        return usual;
    }

    /** The variable that moves its port. */
    public String variable() {
        return "DARKROOM_" + name() + "_PORT";
    }

    /** The variable by which a server is configured that is used instead of an embedded engine; none for the app. */
    Optional<String> server() {
        return server;
    }

    /** Its address for clients on this machine. */
    String address(int port) {
        return (this == KAFKA ? "127.0.0.1:" : "http://127.0.0.1:") + port;
    }

    /** Variables that let every one of them take any free port. */
    public static Map<String, String> anyPorts() {
        return Arrays.stream(values())
                .map(Listener::variable)
                .collect(Collectors.toMap(Function.identity(), any -> "0"));
    }
}
