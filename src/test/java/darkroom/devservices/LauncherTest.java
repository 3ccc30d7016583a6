package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ./darkroom itself, in a copy of its own with tools that only say how they were called. */
class LauncherTest {
    @TempDir
    private Path folder;

    private record Ended(int exit, String out, String err) {}

    @Test
    void helpFitsOnOneScreen() throws Exception {
        Ended help = darkroom(project(), "help");

        assertThat(help.exit()).isZero();
        assertThat(help.out().lines().count()).isLessThan(24);
        assertThat(help.out())
                .contains(
                        "demo",
                        "test",
                        "up",
                        "services",
                        "app",
                        "key",
                        "customers",
                        "sql",
                        "dashboards",
                        "reconcile",
                        "replay",
                        "erase",
                        "engines",
                        "retention",
                        "bench",
                        "chaos");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "test",
                "up",
                "services",
                "app",
                "key",
                "customers",
                "sql",
                "dashboards",
                "reconcile",
                "replay",
                "erase",
                "engines",
                "retention",
                "bench",
                "chaos"
            })
    void everyCommandHasHelpBeforeAnythingIsBuilt(String command) throws Exception {
        Ended help = darkroom(project(), command, "--help");

        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("usage: ./darkroom " + command);
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "deom, demo",
        "servces, services",
        "UP, up",
        "tset, test",
        "up --dta x, --data",
        "demo --exti, --exit",
        "test --lnog, --long",
        "test --updaet, --update",
        "sql --fromat, --format",
        "bench clikhouse, clickhouse",
        "bench engines, engine",
        "bench bound, bounds",
        "bench hostil, hostile",
        "choas, chaos",
        "chaos --kils 3, --kills",
        "chaos --kils=3, --kills",
        "up --kills=3, --help",
        "chaos --mutation, --mutations",
        "chaos --falts, --faults",
        "engine, engines",
        "retentoin, retention",
        "retention --chek, --check",
        "retention --setup, --set-up",
        "reconsile, reconcile",
        "rerplay, replay",
        "earse, erase",
        "customer, customers",
        "customers imprt x, import",
        "dashbords, dashboards",
        "dashboards biuld, build",
        "--hlep, --help",
        "help tset, test",
        "HELP, help",
    })
    void namesTheNearestOfWhatItDoesNotKnow(String line, String nearest) throws Exception {
        Ended error = darkroom(project(), line.split(" "));

        assertThat(error.exit()).isEqualTo(2);
        assertThat(error.err()).contains("Did you mean '" + nearest + "'?");
        assertThat(error.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql",
                "key",
                "erase",
                "customers",
                "dashboards",
                "reconcile --data",
                "up now",
                "retention",
                "retention --json",
                "retention --check now",
                "retention --check --set-up",
                "retention --set-up --all",
                "--data",
                "up --data --help",
                "up --data=",
                "--data= up",
                "test -k --long",
                "test -k",
                "sql --format",
                "chaos 3",
                "chaos --kills",
                "chaos --seed --kills 3",
                "chaos --long",
                "chaos --faults --long=true",
                "chaos --kills=",
                "chaos --kills= --seed 3",
                "chaos --fault"
            })
    void aMissingOrSpareArgumentIsAnErrorOfUsage(String line) throws Exception {
        Ended error = darkroom(project(), line.split(" "));

        assertThat(error.exit()).isEqualTo(2);
        assertThat(error.err()).containsAnyOf("usage: ./darkroom", "See ./darkroom");
    }

    @Test
    void callsFromAnywhereWithBlanksInItsPathAndPassesTheExitCodeOn() throws Exception {
        Path project = built(project());

        Ended key = darkroom(project, "key", "it's me", "--data", "some where");

        assertThat(key.exit()).isEqualTo(7);
        assertThat(key.out())
                .contains("in " + project.toRealPath())
                .contains("data " + folder.resolve("some where"))
                .contains("<@target/devservices.args> <darkroom.devservices.Key> <it's me>");
        assertThat(key.err()).contains("+ java ").contains("'it'\\''s me'");
    }

    @Test
    void aFolderMayHaveBlanksInEitherFormOfTheFlag() throws Exception {
        Path project = built(project());

        assertThat(darkroom(project, "key", "a", "--data=some where").out())
                .contains("data " + folder.resolve("some where"));
        assertThat(darkroom(project, "sql", "--data=some where", "SELECT 1", "--format=CSV")
                        .out())
                .contains("data " + folder.resolve("some where"))
                .contains("<SELECT 1> <CSV>");
        assertThat(darkroom(project, "--data=some where", "key", "a").out())
                .contains("data " + folder.resolve("some where"));
    }

    @Test
    void aStatementMayBeginWithAComment() throws Exception {
        Ended sql = darkroom(built(project()), "sql", "-- all\nSELECT 1", "--format", "CSV");

        assertThat(sql.out()).contains("<darkroom.devservices.Sql> <-- all\nSELECT 1> <CSV>");
    }

    @Test
    void theRetentionIsLookedAtByTheAppsOwnCommand() throws Exception {
        assertThat(darkroom(built(project()), "retention", "--json", "--check").out())
                .contains("<darkroom.devservices.Retention> <--check> <--json>");
    }

    @Test
    void theTableOfEnginesIsTheAppsOwn() throws Exception {
        Ended engines = darkroom(built(project()), "engines");

        assertThat(engines.out()).contains("<-jar> <target/darkroom.jar> <engines>");
        assertThat(engines.err()).contains("without libvips");
    }

    @Test
    void chaosIsToldWhatWasAskedFor() throws Exception {
        Path project = built(project());
        Files.createDirectories(project.resolve("src/test/engines"));
        Files.writeString(project.resolve("src/test/engines/fetch"), "exit 0\n");

        assertThat(darkroom(project, "chaos", "--kills", "3", "--source", "kafka", "--report", "a report.md")
                        .out())
                .containsPattern(
                        "<darkroom.chaos.Chaos> <--kills> <3> <--source> <kafka> <--report> </.*/a report.md>");
        assertThat(darkroom(project, "chaos", "--mutations", "--seed", "7").out())
                .contains("<darkroom.chaos.Chaos> <--mutations> <--seed> <7>");
        assertThat(darkroom(project, "chaos", "--fault", "s3-refuses", "--long").out())
                .contains("<darkroom.chaos.Chaos> <--fault> <s3-refuses> <--long>");
        assertThat(darkroom(project, "chaos", "--kills=3", "--source=kafka", "--report=a report.md")
                        .out())
                .containsPattern(
                        "<darkroom.chaos.Chaos> <--kills> <3> <--source> <kafka> <--report> </.*/a report.md>");
        assertThat(darkroom(project, "chaos", "--fault=s3-refuses", "--long").out())
                .contains("<darkroom.chaos.Chaos> <--fault> <s3-refuses> <--long>");
        assertThat(darkroom(project, "chaos", "--faults").out()).contains("<darkroom.chaos.Chaos> <--faults>");
    }

    @Test
    void whatTheJarKnowsReachesItAsItCameButForTheFolder() throws Exception {
        Ended replay = darkroom(
                built(project()), "replay", "receipts", "--from", "2026-01-01", "--data", "some where", "--form=it's");

        assertThat(replay.out())
                .contains("<darkroom.devservices.JarCommand> <replay> <receipts> <--from> <2026-01-01> <--form=it's>")
                .contains("data " + folder.resolve("some where"));
        assertThat(replay.exit()).isEqualTo(7);
    }

    @Test
    void aFileOfCustomersIsThatOfTheCallersFolder() throws Exception {
        assertThat(darkroom(built(project()), "customers", "import", "our customers.csv")
                        .out())
                .containsPattern("<darkroom.devservices.JarCommand> <customers> <import> </.*/our customers.csv>");
    }

    @Test
    void dashboardsAreBuiltByTheirOwnTool() throws Exception {
        Path project = built(project());
        tool("python3", "printf '<%s> ' \"$@\"; exit 5");

        Ended build = darkroom(project, "dashboards", "publish", "superset", "--url", "http://it's");

        assertThat(build.out()).contains("<dashboards/tools> <publish> <superset> <--url> <http://it's>");
        assertThat(build.exit()).isEqualTo(5);
    }

    @Test
    void aCheckOfDashboardsFetchesNothingWhereItsArgumentsAreWrong() throws Exception {
        Path project = project();
        tool("python3", "printf '<%s> ' \"$@\" >&2; echo no number of rows >&2; exit 1");

        Ended check = darkroom(project, "dashboards", "check", "--browser", "shots", "--rows", "ten");

        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.err())
                .contains("<dashboards/tools> <check> <--browser> <shots> <--rows> <ten>")
                .endsWith("no number of rows\n");
    }

    @Test
    void withoutSupersetAllTheOtherTestsRun() throws Exception {
        Path project = project();
        Files.createDirectories(project.resolve("src/test/engines"));
        Files.writeString(project.resolve("src/test/engines/fetch"), "exit 0\n");

        Ended test = darkroom(project, "test");

        assertThat(test.err()).contains("the dashboards are NOT checked").contains(" verify");
    }

    @Test
    void intoAPipeAnAnswerIsTabSeparated() throws Exception {
        assertThat(darkroom(built(project()), "sql", "SELECT 1").out()).contains("<SELECT 1> <TabSeparated>");
    }

    @Test
    void secondStartBuildsNothingAndAChangeBuildsAgain() throws Exception {
        Path project = project();
        Files.createDirectories(project.resolve("src/main/java"));

        assertThat(darkroom(project, "app").err()).contains("+ mvn ");
        assertThat(darkroom(project, "app").err()).doesNotContain("mvn");
        Files.writeString(project.resolve("src/main/java/New.java"), "class New {}");
        assertThat(darkroom(project, "app").err()).contains("+ mvn ");
    }

    @Test
    void goldenFilesAreUpdatedOnlyWhenAskedFor() throws Exception {
        Path project = project();
        Files.createDirectories(project.resolve("src/test/engines"));
        Files.writeString(project.resolve("src/test/engines/fetch"), "exit 0\n");

        assertThat(darkroom(project, "test", "-k", "CardTest", "--update").err())
                .contains("-Ddarkroom.update=true '-Dtest=CardTest,!*IT' '-Dit.test=CardTest,!*Test'");
        assertThat(darkroom(project, "test", "-k", "CardTest").err()).contains("-Ddarkroom.update=false");
    }

    @Test
    void namesEveryToolThatIsMissingAndHowToGetIt() throws Exception {
        Path project = project();
        Files.delete(folder.resolve("bin/javac"));
        Files.delete(folder.resolve("bin/mvn"));

        Ended up = darkroom(project, "up");

        assertThat(up.exit()).isEqualTo(1);
        assertThat(up.err())
                .contains("'javac' is missing")
                .contains("'mvn' is missing")
                .contains("Apache Maven");
    }

    @ParameterizedTest
    @CsvSource({
        "javac 17.0.1, ''",
        "javac 11.0.2, Java 11 is too old",
        "nothing, Java of no version that javac tells is too old"
    })
    void theCompilersVersionIsReadBehindWhatElseItSays(String says, String refusal) throws Exception {
        Path project = project();
        tool("javac", "echo 'Picked up JAVA_TOOL_OPTIONS: -XX:TieredStopAtLevel=1' >&2; echo '" + says + "'");

        String told = darkroom(project, "app").err();

        assertThat(told).contains(refusal);
        assertThat(told.contains("too old")).isEqualTo(!refusal.isEmpty());
    }

    @Test
    void aFailedBuildShowsItsErrorsAndItsLog() throws Exception {
        Path project = project();
        tool("mvn", "echo '[ERROR] no such thing'; exit 3");

        Ended app = darkroom(project, "app");

        assertThat(app.exit()).isEqualTo(1);
        assertThat(app.err()).contains("[ERROR] no such thing").contains("target/build.log");
    }

    /** A folder with the launcher, and a PATH with the system's tools but none of ours. */
    private Path project() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        for (String name : List.of(
                "sh", "awk", "cat", "cmp", "cp", "date", "dirname", "find", "grep", "head", "mkdir", "mv", "rm", "sed",
                "sleep", "sort", "tail", "touch", "uname")) {
            tool(name, "exec /usr/bin/" + name + " \"$@\"");
        }
        tool("java", "echo \"in $(pwd -P)\"; echo \"data $DARKROOM_DATA\"; printf '<%s> ' \"$@\"; exit 7");
        tool("javac", "echo 'javac 17.0.1'");
        tool("mvn", "echo '[INFO] --- stub'; touch target/darkroom.jar; echo a.jar > target/test.classpath");
        Path project = Files.createDirectories(folder.resolve("a project"));
        Files.copy(Path.of("darkroom"), project.resolve("darkroom"));
        Files.createFile(project.resolve("pom.xml"));
        return project;
    }

    private static Path built(Path project) throws IOException {
        Files.createDirectories(project.resolve("target"));
        Files.createFile(project.resolve("target/devservices.args"));
        Files.createFile(project.resolve("target/darkroom.jar"));
        return project;
    }

    private void tool(String name, String script) throws IOException {
        Path tool = folder.resolve("bin").resolve(name);
        Files.writeString(tool, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended darkroom(Path project, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", project.resolve("darkroom").toString()));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DARKROOM_"));
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(Map.of("PATH", folder.resolve("bin").toString()));
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }
}
