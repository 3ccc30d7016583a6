package darkroom.devservices;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

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
            Command.onStop(() -> {
                if (app.isAlive()) {
                    out.println("Stopping: the app finishes what it has begun");
                }
                app.stop();
                claim.close();
            });
            List<String> away = settings.away(Listener.ENGINES);
            if (!away.isEmpty()) {
                out.println("Nobody answers yet: " + String.join(", ", away) + ". ./darkroom services starts them");
            }
            app.awaitReady();
            CustomerKey.of("demo", settings, app);
            out.println("Darkroom is ready: " + app.baseUrl());
            int exit = app.onExit().get();
            throw new StartException("The app ended (exit " + exit + "). Its log: " + app.log());
        });
    }
}
