package darkroom.devservices;

import java.util.List;

/** {@code ./darkroom key ...}: the app's own command, told where the services are. */
public final class Key {
    private Key() {}

    public static void main(String[] args) {
        Command.run(() -> {
            Settings settings = Settings.environment().withServices();
            for (String away : settings.away(List.of(Listener.KAFKA))) {
                throw new StartException("No key was made: nobody answers at " + away
                        + " (start it with ./darkroom up, or set " + Listener.KAFKA.variable() + ")");
            }
            return CustomerKey.make(settings, List.of(args), ProcessBuilder.Redirect.INHERIT)
                    .waitFor();
        });
    }
}
