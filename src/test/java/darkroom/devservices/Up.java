package darkroom.devservices;

import java.io.PrintStream;

/** {@code ./darkroom up}: the embedded engines and the app, in the foreground, until Ctrl-C or SIGTERM. */
public final class Up {
    private Up() {}

    public static void main(String[] args) {
        Command.run(() -> {
            PrintStream out = System.out;
            Platform platform = new Platform(Settings.environment(), out);
            platform.start();
            out.println(page(platform));
            out.println("Darkroom is ready: " + platform.app().baseUrl());
            return serve(platform);
        });
    }

    /** A link that opens the web page with the key of the customer demo; browsers send no fragment to anybody. */
    static String page(Platform platform) throws InterruptedException {
        String key = CustomerKey.of("demo", platform.settings(), platform.app());
        return "%-10s  %s/#key=%s".formatted("web page", platform.app().baseUrl(), key);
    }

    /** Serves until the process is stopped, or the app ends by itself. @return the exit code for the latter */
    static int serve(Platform platform) throws InterruptedException {
        int exit = platform.awaitEnd();
        if (!platform.isClosed()) {
            throw new StartException("The app ended by itself (exit " + exit + "). Its log: "
                    + platform.app().log());
        }
        // stopped from outside: the shutdown hook is at work, and ends the process
        Thread.currentThread().join();
        return 0;
    }
}
