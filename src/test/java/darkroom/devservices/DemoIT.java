package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    private Path folder;

    @Test
    void everyPictureArrivesAndIsCounted() throws Exception {
        try (MainProcess demo = new MainProcess(Demo.class, folder)) {
            demo.awaitLine("Darkroom is ready");

            assertThat(demo.output())
                    .contains("All that was sent is there.")
                    .contains("too-many-pixels", "broken-image")
                    .contains("curl -H")
                    .contains("Images by customer and type");
            try (Stream<Path> files = Files.list(folder.resolve("run"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .contains("app.pid", "kafka.pid", "s3.pid", "sqs.pid", "clickhouse.pid");
            }

            demo.terminate();
            demo.awaitExit();
            assertThat(demo.running()).isEmpty();
        }
    }
}
