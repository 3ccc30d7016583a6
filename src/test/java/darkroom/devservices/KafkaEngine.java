package darkroom.devservices;

import java.util.List;

/** A Kafka broker; see {@link KafkaBroker}. */
final class KafkaEngine implements Engine {
    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public String title() {
        return "Kafka";
    }

    @Override
    public String portVariable() {
        return "DARKROOM_KAFKA_PORT";
    }

    @Override
    public int defaultPort() {
        return 9092;
    }

    @Override
    public String endpointVariable() {
        return "DARKROOM_KAFKA_BROKERS";
    }

    @Override
    public String endpoint(int port) {
        return "127.0.0.1:" + port;
    }

    @Override
    public Daemon launch(DataFolder data, int port) {
        var folder = data.engine(name());
        int controller = Ports.remembered(folder.resolve("ports.properties"), "controller");
        List<String> command = Jvm.command(
                data,
                List.of("-Xms128m", "-Xmx512m"),
                KafkaBroker.class,
                List.of(folder.toString(), Integer.toString(port), Integer.toString(controller)));
        return Daemon.startSignalling(name(), data, folder, command, Jvm.variables());
    }
}
