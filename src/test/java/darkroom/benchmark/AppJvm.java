package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Virtual machines beside this one, with its class path, whose errors are shown. */
final class AppJvm {
    private AppJvm() {}

    /**
     * Runs a main to its end in a virtual machine as the app's, heap and all, for something that is to be measured by itself.
     *
     * @return what it printed
     * @throws IllegalStateException if it failed
     */
    static String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Process process = start(List.of(), AppProcess.options(), main, List.of(arguments));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException(main.getSimpleName() + " ended with " + exit + ": " + out);
        }
        return out;
    }

    /** @param with what it is started by, such as nice */
    static Process start(List<String> with, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(with);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
