package darkroom.devservices;

import java.util.List;

/** An SQS server; see {@link SqsServer}. */
final class SqsEngine implements Engine {
    @Override
    public String name() {
        return "sqs";
    }

    @Override
    public String title() {
        return "SQS";
    }

    @Override
    public String portVariable() {
        return "DARKROOM_SQS_PORT";
    }

    @Override
    public int defaultPort() {
        return 9324;
    }

    @Override
    public String endpointVariable() {
        return "DARKROOM_SQS_ENDPOINT";
    }

    @Override
    public String endpoint(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public Daemon launch(DataFolder data, int port) {
        List<String> command = Jvm.command(
                data, List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), SqsServer.class, List.of(Integer.toString(port)));
        return Daemon.startSignalling(name(), data, data.engine(name()), command, Jvm.variables());
    }
}
