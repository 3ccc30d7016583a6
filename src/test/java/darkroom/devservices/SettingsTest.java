package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsSetHereWinsOverWhereTheServicesSayTheyAre() throws IOException {
        Settings settings = new Settings(Map.of("DARKROOM_DATA", folder.toString(), "DARKROOM_S3_PORT", "4567"));
        Settings.handOver(settings.data(), Map.of("DARKROOM_S3_PORT", "20001", "DARKROOM_SQS_PORT", "20002"));

        assertThat(settings.withServices().port(Listener.S3)).isEqualTo(4567);
        assertThat(settings.withServices().port(Listener.SQS)).isEqualTo(20002);
    }

    @Test
    void anyPortIsTheOneThatTheServicesHaveTaken() throws IOException {
        Settings settings = new Settings(Listener.anyPorts()).with(Map.of("DARKROOM_DATA", folder.toString()));
        Settings.handOver(settings.data(), Map.of("DARKROOM_S3_PORT", "20001"));

        assertThat(settings.withServices().port(Listener.S3)).isEqualTo(20001);
        assertThat(settings.withServices().port(Listener.HTTP)).isZero();
    }

    @Test
    void whoDoesNotAnswerIsNamedUnlessItIsSomebodyElsesServer() {
        Settings settings = new Settings(Map.of(
                "DARKROOM_S3_PORT", Integer.toString(Ports.free()), "DARKROOM_KAFKA_BROKERS", "kafka.example:9092"));

        assertThat(settings.away(List.of(Listener.KAFKA, Listener.S3)))
                .containsExactly("http://127.0.0.1:" + settings.port(Listener.S3) + " (S3)");
    }

    @Test
    void anAddressThatIsNoneIsNamed() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> new Settings(Map.of("DARKROOM_CLICKHOUSE_URL", "clickhouse:8123")).clickhouseUrl())
                .withMessageContaining("DARKROOM_CLICKHOUSE_URL=clickhouse:8123 is no address");
    }
}
