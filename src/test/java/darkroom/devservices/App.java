package darkroom.devservices;

import java.io.PrintStream;
import java.time.Duration;

/** {@code ./darkroom app}: the app alone, in the foreground, beside services that run already or are configured. */
public final class App {
    private App() {}

    public static void main(String[] args) {
        Command.run(() -> {
            PrintStream out = System.out;
            Settings settings = Settings.environment().withServices();
            Claim claim = Claim.on(settings.data(), "app");
            Daemon.stopLeftover("app", settings.data(), Duration.ofSeconds(45));
            AppProcess app = AppProcess.start(settings);
            Thread stop = new Thread(
                    () -> {
                        app.stop();
                        claim.close();
                    },
                    "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            app.awaitReady();
            CustomerKey.of("demo", settings, app);
            out.println("Darkroom is ready: " + app.baseUrl());
            int exit = app.onExit().get();
            throw new StartException("The app ended (exit " + exit + "). Its log: " + app.log());
        });
    }
}
