package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

/**
 * The commands of the jar, run in the process of the tests: all but the start of a virtual machine, of which a run of all
 * tests would need a hundred. One at a time.
 */
public final class CommandLines {
    private static final String PROPERTIES = "spring.application.json";

    private CommandLines() {}

    /** How one ended. */
    public record Ended(int exit, String out, String err) {}

    /** Whether this is one of them; others need a process. */
    public static boolean knows(String word) {
        return RecoveryCommands.NAMES.contains(word);
    }

    /** @param environment of variables, as a process would have it */
    public static synchronized Ended run(Map<String, String> environment, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try {
            System.setProperty(PROPERTIES, new ObjectMapper().writeValueAsString(properties(environment)));
            int exit = RecoveryCommands.line(new PrintWriter(out, true), new PrintWriter(err, true))
                    .execute(words);
            return new Ended(exit, out.toString(), err.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.clearProperty(PROPERTIES);
        }
    }

    /** Under their own names, which placeholders use, and under those of the settings that they stand for. */
    private static Map<String, String> properties(Map<String, String> environment) throws IOException {
        EnumerablePropertySource<?> yaml = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                .load("application", new FileSystemResource(Path.of("src/main/resources/application.yaml")))
                .get(0);
        Map<String, String> properties = new HashMap<>(environment);
        for (String key : yaml.getPropertyNames()) {
            String value = environment.get(key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT));
            if (value != null) {
                properties.put(key, value);
            }
        }
        return properties;
    }
}
