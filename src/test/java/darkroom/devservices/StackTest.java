package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {
    @TempDir
    private Path folder;

    @Test
    void tellsWhereItsEnginesAre() {
        Stack stack = Stack.shared();

        assertThat(stack.ports().keySet()).isEqualTo(Set.of("kafka", "s3", "sqs", "clickhouse"));
        assertThat(stack.ports().values()).allSatisfy(StackTest::isOpen);
        assertThat(stack.environment())
                .containsEntry("DARKROOM_KAFKA_BROKERS", stack.kafkaBrokers())
                .containsEntry("DARKROOM_S3_ENDPOINT", stack.s3Endpoint().toString())
                .containsEntry("DARKROOM_SQS_ENDPOINT", stack.sqsEndpoint().toString())
                .containsEntry(
                        "DARKROOM_CLICKHOUSE_PORT",
                        Integer.toString(stack.clickhouseUrl().getPort()))
                .containsEntry("DARKROOM_KAFKA_PORT", stack.ports().get("kafka").toString());
    }

    @Test
    void leavesAPidFileAndALogForEachEngine() {
        Stack stack = Stack.shared();

        assertThat(stack.ports().keySet()).allSatisfy(engine -> {
            assertThat(stack.dataFolder().resolve("run/" + engine + ".pid"))
                    .hasContent(Long.toString(stack.pid(engine)));
            assertThat(stack.dataFolder().resolve("logs/" + engine + ".log")).exists();
        });
    }

    @Test
    void enginesLeadSessionsOfTheirOwnSoThatCtrlCDoesNotReachThem() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + Stack.shared().pid("s3") + "/stat"));

        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        String session = afterName[3];
        assertThat(session).isEqualTo(Long.toString(Stack.shared().pid("s3")));
    }

    @Test
    void aSecondStartOnTheSameFolderIsToldSo() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Stack.start(Stack.shared().dataFolder(), Listener.anyPorts()))
                .withMessageContaining("Already running on " + Stack.shared().dataFolder())
                .withMessageContaining("--data");
        assertThat(Stack.shared().ports().values()).allSatisfy(StackTest::isOpen);
    }

    @Test
    void whenOneEngineFailsItsLogIsQuotedAndNothingStaysBehind() throws IOException {
        Path noLibrary = Files.writeString(folder.resolve("libchdb.so"), "no library");
        Map<String, String> variables = new HashMap<>(Listener.anyPorts());
        variables.put("DARKROOM_LIBCHDB", noLibrary.toString());

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Stack.start(folder.resolve("data"), variables))
                .withMessageContaining("clickhouse ended while it started")
                .withMessageContaining("clickhouse.log");
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> commandLine(process).contains(folder.toString()));
    }

    @Test
    void aConfiguredServerIsUsedAndNotStarted() {
        Map<String, String> configured = new HashMap<>();
        configured.put("DARKROOM_KAFKA_BROKERS", "kafka.example:9092");
        configured.put("DARKROOM_S3_ENDPOINT", "http://s3.example");
        configured.put("DARKROOM_SQS_ENDPOINT", "http://sqs.example");
        configured.put("DARKROOM_CLICKHOUSE_URL", "http://clickhouse.example:8123");

        try (Stack stack = Stack.start(folder, configured)) {
            assertThat(stack.ports()).isEmpty();
            assertThat(stack.environment()).containsAllEntriesOf(configured);
            assertThat(stack.clickhouseUrl()).hasToString("http://clickhouse.example:8123");
        }
    }

    @Test
    void leftoversOfAKilledOwnerAreStopped() {
        DataFolder data = new DataFolder(folder);
        Daemon left = Daemon.start(
                "s3", data, folder, java.util.List.of("sh", "-c", "sleep 100; : " + data.root()), Map.of());
        // until it is what it was started as, nobody knows it as one of this folder
        await().until(() -> ProcessHandle.of(left.pid())
                .flatMap(process -> process.info().commandLine())
                .filter(line -> line.contains(data.root().toString()))
                .isPresent());

        Daemon.stopLeftover("s3", data, java.time.Duration.ofSeconds(5));

        assertThat(left.isAlive()).isFalse();
        assertThat(data.run("s3.pid")).doesNotExist();
    }

    @Test
    void aPidThatBelongsToSomebodyElseByNowIsLeftAlone() throws IOException {
        DataFolder data = new DataFolder(folder.resolve("another"));
        Daemon other =
                Daemon.start("other", new DataFolder(folder), folder, java.util.List.of("sleep", "100"), Map.of());
        try {
            Files.writeString(data.run("s3.pid"), Long.toString(other.pid()));

            Daemon.stopLeftover("s3", data, java.time.Duration.ofSeconds(5));

            assertThat(other.isAlive()).isTrue();
        } finally {
            other.kill();
        }
    }

    private static void isOpen(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
