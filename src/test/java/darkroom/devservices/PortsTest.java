package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    private static final List<Listener> ALL = List.of(Listener.values());

    @TempDir
    private Path folder;

    @Test
    void everyTakenPortIsNamedAtOnceWithItsHolderAndTheVariableThatMovesIt() throws IOException {
        try (ServerSocket http = listening();
                ServerSocket kafka = listening()) {
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> Ports.require(anyBut(http, kafka), ALL))
                    .withMessage(
                            "Port %d (HTTP) is taken by %s; set DARKROOM_HTTP_PORT%n"
                                    + "Port %d (Kafka) is taken by %s; set DARKROOM_KAFKA_PORT",
                            http.getLocalPort(), thisProcess(), kafka.getLocalPort(), thisProcess());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Up.class, Demo.class, Services.class, App.class})
    void everyCommandLooksBeforeItStartsAnything(Class<?> main) throws IOException {
        try (ServerSocket http = listening();
                ServerSocket kafka = listening()) {
            Map<String, String> taken = anyBut(http, kafka).asMap();
            try (MainProcess command = new MainProcess(main, folder, taken)) {
                assertThat(command.awaitExit()).isEqualTo(1);
                assertThat(command.output().contains("DARKROOM_HTTP_PORT")).isEqualTo(main != Services.class);
                assertThat(command.output().contains("DARKROOM_KAFKA_PORT")).isEqualTo(main != App.class);
                assertThat(command.output()).contains("is taken by " + thisProcess());
            }
        }
        assertThat(folder.resolve("run")).isDirectoryNotContaining("glob:**.pid");
    }

    static final class Another {
        private Another() {}

        /** @param args ports; which of them another process than the asking one may have */
        public static void main(String[] args) {
            System.out.print(Stream.of(args)
                    .filter(port -> Ports.reserve(Integer.parseInt(port)))
                    .toList());
        }
    }

    /** An app takes long until it listens. */
    @Test
    void whatIsChosenIsTakenForOtherProcessesToo() throws Exception {
        int chosen = Ports.free();
        ProcessBuilder another =
                new ProcessBuilder(Jvm.java(), Another.class.getName(), Integer.toString(chosen), "19999");
        another.environment().putAll(Jvm.variables());
        Process process = another.redirectErrorStream(true).start();
        assertThat(process.getInputStream().readAllBytes()).asString().isEqualTo("[19999]");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void onePortCannotBeTwoListeners() {
        Map<String, String> variables = new HashMap<>(Listener.anyPorts());
        String free = Integer.toString(Ports.free());
        variables.put("DARKROOM_S3_PORT", free);
        variables.put("DARKROOM_SQS_PORT", free);

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Ports.require(new Settings(variables), ALL))
                .withMessage("Port %s is asked for twice, by DARKROOM_S3_PORT and DARKROOM_SQS_PORT", free);
    }

    @Test
    void freePortsAreNoObstacle() {
        assertThatCode(() -> Ports.require(new Settings(Listener.anyPorts()), ALL))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "http", "8080x"})
    void aPortThatIsNoneIsNamed(String value) {
        Settings settings = new Settings(Map.of("DARKROOM_S3_PORT", value));

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> settings.port(Listener.S3))
                .withMessageContaining("DARKROOM_S3_PORT=" + value + " is no port");
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static Settings anyBut(ServerSocket http, ServerSocket kafka) {
        return new Settings(Listener.anyPorts())
                .with(Map.of(
                        "DARKROOM_HTTP_PORT", Integer.toString(http.getLocalPort()),
                        "DARKROOM_KAFKA_PORT", Integer.toString(kafka.getLocalPort())));
    }

    private static String thisProcess() {
        return "process " + ProcessHandle.current().pid() + " (java)";
    }
}
