package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {
    @TempDir
    private Path folder;

    @Test
    void survivesTheDeathOfAnEngineAndOfItself() throws Exception {
        Path data = folder.resolve("a b");
        String key;
        try (MainProcess up = new MainProcess(Up.class, data)) {
            assertThat(up.awaitLine("Darkroom is ready: http://127.0.0.1:")).doesNotEndWith(":0");
            key = Files.readString(data.resolve("demo.key"));
            assertThat(up.output()).containsPattern("web page +http://127\\.0\\.0\\.1:\\d+/#key=" + key.strip());
            assertThat(up.running()).hasSize(5);

            long engine = up.pid("sqs");
            ProcessHandle.of(engine).orElseThrow().destroyForcibly();
            up.awaitLine("sqs is back");
            assertThat(up.pid("sqs")).isNotEqualTo(engine);

            up.kill9();
            assertThat(up.running()).as("what a killed up leaves behind").hasSize(5);
        }
        try (MainProcess up = new MainProcess(Up.class, data)) {
            up.awaitLine("Darkroom is ready");
            assertThat(Files.readString(data.resolve("demo.key"))).isEqualTo(key);
            assertThat(up.running()).hasSize(5);

            ProcessHandle.of(up.pid("app")).orElseThrow().destroyForcibly();

            assertThat(up.awaitExit()).isEqualTo(1);
            assertThat(up.output()).contains("The app ended by itself").contains("logs/app.log");
            assertThat(up.running()).isEmpty();
        }
    }
}
