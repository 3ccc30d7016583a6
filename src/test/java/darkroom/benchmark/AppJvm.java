package darkroom.benchmark;

import darkroom.devservices.AppProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A virtual machine as the app's, heap and all, for something that is to be measured by itself. */
final class AppJvm {
    private AppJvm() {}

    /**
     * Runs a main of this class path to its end; its errors are shown.
     *
     * @return what it printed
     * @throws IllegalStateException if it failed
     */
    static String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(AppProcess.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException(main.getSimpleName() + " ended with " + exit + ": " + out);
        }
        return out;
    }
}
