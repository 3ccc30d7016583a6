package darkroom.devservices;

import java.util.List;

/** {@code ./darkroom key CUSTOMER}: the app's own command, told where the services are. */
public final class Key {
    private Key() {}

    public static void main(String[] args) {
        Command.run(() -> CustomerKey.make(
                        Settings.environment().withServices(), List.of(args), ProcessBuilder.Redirect.INHERIT)
                .waitFor());
    }
}
