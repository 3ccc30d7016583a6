package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppIT {
    @TempDir
    private Path folder;

    @Test
    void anAppThatRefusesItsSettingsIsNotSaidToFinishAnything() throws Exception {
        try (MainProcess app = new MainProcess(App.class, folder, Map.of("DARKROOM_ARCHIVE_RETENTION_DAYS", "3"))) {
            assertThat(app.awaitExit()).isOne();
            assertThat(app.output()).contains("retention-days").doesNotContain("Stopping");
        }
    }
}
