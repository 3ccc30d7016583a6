package darkroom.devservices;

import java.util.List;

/** A Kafka broker; see {@link KafkaBroker}. */
final class KafkaEngine implements Engine {
    @Override
    public Listener listener() {
        return Listener.KAFKA;
    }

    @Override
    public Daemon launch(DataFolder data, int port) {
        var folder = data.engine(name());
        int controller = Ports.remembered(folder.resolve("ports.properties"), "controller");
        List<String> command = Jvm.command(
                data,
                List.of("-Xms128m", "-Xmx512m", "-XX:TieredStopAtLevel=1"), // its start is most of what it does here
                KafkaBroker.class,
                List.of(folder.toString(), Integer.toString(port), Integer.toString(controller)));
        return Daemon.startSignalling(name(), data, folder, command, Jvm.variables());
    }
}
