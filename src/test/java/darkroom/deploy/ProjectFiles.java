package darkroom.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** Files of the project as text, as trees and as settings. Tests run in the project's folder. */
final class ProjectFiles {
    private static final Pattern SHELL_DEFAULT = Pattern.compile("\\$\\{[A-Z0-9_]+:-([^}]*)}");

    private ProjectFiles() {}

    static String text(String file) throws IOException {
        return Files.readString(Path.of(file));
    }

    static Map<String, Object> yaml(String file) throws IOException {
        return new Yaml().load(text(file));
    }

    /** The first group of the first find. */
    static String find(String file, String pattern) throws IOException {
        Matcher m = Pattern.compile(pattern).matcher(text(file));
        if (!m.find()) {
            throw new AssertionError(file + " holds nothing like " + pattern);
        }
        return m.group(1);
    }

    /** application.yaml, flat: {@code darkroom.inbox.sweep-seconds} and its value. */
    static Map<String, String> settings() throws IOException {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", yaml("src/main/resources/application.yaml"), flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, String> flat) {
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> below) {
                flatten(prefix + key + ".", below, flat);
            } else {
                flat.put(prefix + key, String.valueOf(value));
            }
        });
    }

    /** {@code ${NAME:-default}} becomes the default: what compose makes of it where nothing is set. */
    static String withDefaults(String text) {
        return SHELL_DEFAULT.matcher(text).replaceAll("$1");
    }
}
