package darkroom.devservices;

import java.io.IOException;
import java.util.List;

/**
 * {@code ./darkroom retention --set-up | --check}: the app's own command, told where the services are. The embedded S3
 * server's administrator is known; that of any other is in the environment.
 */
public final class Retention {
    private Retention() {}

    public static void main(String[] args) {
        Command.run(() -> {
            Settings settings = Settings.environment().withServices();
            for (String away : settings.away(List.of(Listener.S3))) {
                throw new StartException("Nobody answers at " + away + " (start it with ./darkroom services, or set "
                        + Listener.S3.variable() + ")");
            }
            return start(settings, List.of(args)).waitFor();
        });
    }

    private static Process start(Settings settings, List<String> flags) throws IOException {
        List<String> command = AppJar.current().command(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.add("retention");
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(AppProcess.variables(Buckets.administered(settings)));
        return builder.start();
    }
}
