package darkroom.devservices;

import java.io.PrintStream;
import java.util.List;

/** {@code ./darkroom services}: the embedded engines alone, in the foreground, until Ctrl-C or SIGTERM. */
public final class Services {
    private Services() {}

    public static void main(String[] args) {
        Command.run(() -> {
            PrintStream out = System.out;
            Stack stack = new Stack(Settings.environment());
            Command.onStop(stack::close);
            stack.start(out::println, List.of());
            stack.keepAlive(out::println);
            out.println("The services are ready");
            Thread.currentThread().join();
            return 0;
        });
    }
}
