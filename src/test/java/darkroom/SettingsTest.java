package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

/** application.yaml, the record that reads it, and everybody who names a setting. */
class SettingsTest {
    private static final Path YAML = Path.of("src/main/resources/application.yaml");
    /** A name of a setting in a message or comment: at least two words behind darkroom. */
    private static final Pattern NAMED =
            Pattern.compile("darkroom([.][a-z0-9]+(-[a-z0-9]+)*){2,}(?![\\w*-]|[.][\\w*])");

    private static final Set<String> PACKAGES =
            Set.of("access", "archive", "intake", "model", "tally", "image", "webhooks");
    private static final Set<String> TOPICS = Set.of("darkroom.images.dead", "darkroom.receipts.dead");
    private static final Set<String> METRICS = Set.of(
            "darkroom.erased.dropped",
            "darkroom.retention.checked",
            "darkroom.retention.findings",
            "darkroom.breaker.open",
            "darkroom.dead.letters",
            "darkroom.http.refused",
            "darkroom.tally.as.of",
            "darkroom.tally.lag",
            "darkroom.tally.waiting",
            "darkroom.webhooks.deliveries",
            "darkroom.webhooks.unlogged");

    private final EnumerablePropertySource<?> yaml = yaml();

    @Test
    void everySettingHasADefault() {
        Settings settings = settings();
        List<String> missing = new ArrayList<>();
        missing(settings, "darkroom", missing);
        assertThat(missing).isEmpty();
    }

    @Test
    void theLimitsAreThoseOfTheContract() {
        assertThat(settings().limits())
                .isEqualTo(new Settings.Limits(
                        64L << 20,
                        20_971_520,
                        256L << 20,
                        120_000_000,
                        30_000,
                        1_000,
                        200,
                        100,
                        16L << 20,
                        20_000,
                        64L << 20,
                        settings().limits().originalBytes(),
                        settings().limits().originalWaitMillis(),
                        512L << 20,
                        settings().limits().decodeWaitMillis()));
        assertThat(settings().attempts()).isEqualTo(3);
        assertThat(settings().archive().retentionDays()).isEqualTo(8);
        assertThat(settings().archive().receiptDays()).isEqualTo(1_830);
        assertThat(yaml.getProperty("darkroom.kafka.record-bytes")).isEqualTo(22_020_096);
        assertThat(yaml.getProperty("darkroom.kafka.dead-record-bytes")).isEqualTo(22_020_096 + 65_536);
    }

    @Test
    void nobodyAsksForASettingThatThereIsNot() throws IOException {
        Set<String> keys = keys();
        names(Settings.class, "darkroom", keys); // a map that is empty by default is no key of the file
        List<String> unknown = new ArrayList<>();
        for (Path file : files("src/main/java", "processors", "routes")) {
            for (String line : Files.readAllLines(file)) {
                Matcher named = NAMED.matcher(line.startsWith("import ") ? "" : line);
                while (named.find()) {
                    String name = named.group();
                    boolean other = TOPICS.contains(name)
                            || METRICS.contains(name)
                            || line.startsWith("package ")
                            || isCode(name, line);
                    if (!other && !keys.contains(name)) {
                        unknown.add(file + ": " + name);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void everySettingIsReadBySomebody() throws IOException {
        Set<String> read = new TreeSet<>();
        names(Settings.class, "darkroom", read);
        StringBuilder text = new StringBuilder(Files.readString(YAML));
        for (Path route : files("routes")) {
            text.append(Files.readString(route));
        }
        assertThat(keys())
                .allMatch(key -> read.contains(key)
                        || read.stream()
                                .anyMatch(name ->
                                        key.matches(name.replace(".", "\\.").replace("*", "[^.]+")))
                        || text.indexOf("{{" + key + "}}") >= 0
                        || text.indexOf("${" + key + "}") >= 0);
    }

    /** A package, or a method of one: {@code darkroom.model.Hashes.sha256} is no setting. */
    private static boolean isCode(String name, String line) {
        return PACKAGES.contains(name.split("[.]", -1)[1]) && line.matches(".*" + Pattern.quote(name) + "[.][A-Z].*");
    }

    private static List<Path> files(String... folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        for (String key : yaml.getPropertyNames()) {
            if (key.startsWith("darkroom.")) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static EnumerablePropertySource<?> yaml() {
        try {
            return (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                    .load("application", new FileSystemResource(YAML))
                    .get(0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the file alone, whatever the variables of this machine are. */
    private Settings settings() {
        AbstractEnvironment environment = new AbstractEnvironment() {};
        environment.getPropertySources().addLast(yaml);
        return Binder.get(environment).bind("darkroom", Settings.class).get();
    }

    private static void missing(Record group, String name, List<String> missing) {
        for (RecordComponent component : group.getClass().getRecordComponents()) {
            String key = name + "." + hyphenated(component.getName());
            try {
                Object value = component.getAccessor().invoke(group);
                if (value instanceof Record inner) {
                    missing(inner, key, missing);
                } else if (value == null || (value instanceof Number number && number.doubleValue() == 0)) {
                    missing.add(key);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void names(Class<?> group, String name, Set<String> names) {
        for (RecordComponent component : group.getRecordComponents()) {
            String key = name + "." + hyphenated(component.getName());
            if (component.getType().isRecord()) {
                names(component.getType(), key, names);
            } else {
                names.add(key);
                if (component.getGenericType() instanceof ParameterizedType map
                        && map.getRawType() == Map.class
                        && map.getActualTypeArguments()[1] instanceof Class<?> value
                        && value.isRecord()) {
                    names(value, key + ".*", names);
                }
            }
        }
    }

    private static String hyphenated(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
