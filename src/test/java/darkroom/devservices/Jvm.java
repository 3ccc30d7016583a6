package darkroom.devservices;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How this project starts another Java process: with the Java that runs this one. */
final class Jvm {
    private Jvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * The command of an engine's main on the class path of this process, which goes by {@link #variables}: that keeps
     * process lists readable.
     *
     * @param options for the virtual machine
     */
    static List<String> command(DataFolder data, List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Ddarkroom.data=" + data.root(),
                "-Djava.io.tmpdir=" + data.temporary(),
                "-Djava.awt.headless=true",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:ErrorFile=" + data.log("crash-%p")));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    static Map<String, String> variables() {
        return Map.of("CLASSPATH", classPath());
    }

    /** Surefire hides the real class path in a jar's manifest and leaves it in a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
