package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path parent;

    @Test
    void nothingIsLeftOfARun() throws Exception {
        Path folder = Files.createDirectories(parent.resolve("chaos-1"));
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/app-1.log"), "x");
        RunFolder.remove(folder);
        assertThat(parent).isEmptyDirectory();
    }
}
