package darkroom.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there. */
class DocsTest {
    private static final List<String> GUIDES = List.of(
            "README.md",
            "docs/operations.md",
            "docs/http.md",
            "docs/webhooks.md",
            "docs/clients/curl.md",
            "docs/clients/java.md",
            "docs/clients/python.md",
            "docs/clients/javascript.md",
            "docs/chaos.md",
            "docs/faults.md",
            "docs/delivery.md",
            "docs/decisions.md",
            "docs/recipes.md",
            "docs/dashboards.md",
            "docs/analysts.md",
            "docs/your-own-step.md");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern CODE = Pattern.compile("[A-Z]\\w+");
    private static final Pattern CITED = Pattern.compile("`([^`]+)`( \\(--long\\))?");
    private static final Pattern PROOF = Pattern.compile("(\\w+)(?:#(\\w+))?");
    private static final String LONG = "named = \"darkroom.long\"";
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)");

    private final Map<String, Path> files = new TreeMap<>();

    DocsTest() throws IOException {
        for (String folder : List.of("src", "processors", "routes", "deploy")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(Files::isRegularFile).forEach(file -> {
                    files.put(file.getFileName().toString(), file);
                    files.put(file.toString(), file);
                });
            }
        }
        files.put("docker-compose.yml", Path.of("docker-compose.yml"));
    }

    @Test
    void everyInvariantNamesItsGuardAndItsProof() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs/invariants.md")).stream()
                .filter(line -> line.startsWith("- "))
                .toList();
        assertThat(lines).hasSizeGreaterThan(20).allSatisfy(line -> {
            assertThat(line).contains(" Enforced by ");
            String[] guardAndProof =
                    line.substring(line.indexOf(" Enforced by ")).split(" Proved by ", 2);
            for (String name : quoted(guardAndProof[0])) {
                if (name.contains(".") || name.contains("/")) {
                    assertThat(files).containsKey(name);
                } else if (CODE.matcher(name).matches()) {
                    assertThat(files).containsKey(name + ".java");
                }
            }
            assertThat(guardAndProof).as("guard and proof of " + line).hasSize(2);
            assertThat(quoted(guardAndProof[1])).isNotEmpty().allSatisfy(this::isATest);
            for (MatchResult cited : CITED.matcher(guardAndProof[1]).results().toList()) {
                assertThat(cited.group(2) != null)
                        .as("whether beside " + cited.group(1) + " stands (--long), without which it does not run")
                        .isEqualTo(isLong(cited.group(1)));
            }
        });
    }

    @Test
    void whatRunsInLongRunsAloneIsKnown() throws IOException {
        assertThat(isLong("KillIT")).isTrue();
        assertThat(isLong("KillIT#nothingIsLostAndNothingIsThereTwice")).isTrue();
        assertThat(isLong("EraseIT#anErasureThatIsKilledIsRunAgain")).isTrue();
        assertThat(isLong("EraseIT")).isFalse();
        assertThat(isLong("EraseIT#whoKillsTheLauncherEndsTheErasureAndIsToldToRunItAgain"))
                .isFalse();
        assertThat(isLong("PressureIT#whileS3IsAwayForLongerThanAPollMayTakeEveryConsumerStaysInItsGroup"))
                .isFalse();
    }

    /** Whether a test, or the whole class of it, is for {@code ./darkroom test --long} alone. */
    private boolean isLong(String proof) throws IOException {
        Matcher m = PROOF.matcher(proof);
        assertThat(m.matches()).as(proof).isTrue();
        String source = Files.readString(files.get(m.group(1) + ".java"));
        int body = source.indexOf("class " + m.group(1));
        if (source.lastIndexOf(LONG, body) >= 0) {
            return true;
        }
        int method = m.group(2) == null ? -1 : source.indexOf(" " + m.group(2) + "(");
        int before = Math.max(body, source.lastIndexOf("\n    }\n", method));
        return method >= 0 && source.substring(before, method).contains(LONG);
    }

    private void isATest(String proof) throws IOException {
        Matcher m = PROOF.matcher(proof);
        assertThat(m.matches()).as(proof).isTrue();
        assertThat(files).containsKey(m.group(1) + ".java");
        if (m.group(2) != null) {
            assertThat(Files.readString(files.get(m.group(1) + ".java"))).contains(" " + m.group(2) + "(");
        }
    }

    @Test
    void everySettingThatTheGuidesNameExists() throws IOException {
        Map<String, String> settings = ProjectFiles.settings();
        for (String guide : GUIDES) {
            for (String name : quoted(ProjectFiles.text(guide))) {
                if (name.matches("darkroom\\.[a-z0-9]+\\.[a-z0-9-]+") && !isATopic(name)) {
                    assertThat(settings).as(guide).containsKey(name);
                }
            }
        }
    }

    private static boolean isATopic(String name) {
        return name.endsWith(".dead");
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (String guide : GUIDES) {
            Path folder = Path.of(guide).toAbsolutePath().getParent();
            Matcher m = LINK.matcher(ProjectFiles.text(guide));
            while (m.find()) {
                assertThat(folder.resolve(m.group(1))).as(guide).exists();
            }
        }
    }

    private static List<String> quoted(String text) {
        return QUOTED.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
    }
}
