package darkroom.devservices;

import java.util.List;

/** An SQS server; see {@link SqsServer}. */
final class SqsEngine implements Engine {
    @Override
    public Listener listener() {
        return Listener.SQS;
    }

    @Override
    public Daemon launch(DataFolder data, int port) {
        List<String> command = Jvm.command(
                data, List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), SqsServer.class, List.of(Integer.toString(port)));
        return Daemon.startSignalling(name(), data, data.engine(name()), command, Jvm.variables());
    }
}
