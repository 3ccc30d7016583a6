package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a jar that cannot be unpacked, which is the way that must not fail; UpIT and DemoIT run the real one unpacked. */
class AppJarTest {
    @TempDir
    private Path folder;

    private Path built;
    private Path copies;

    @BeforeEach
    void build() throws IOException {
        built = folder.resolve("darkroom.jar");
        copies = folder.resolve("app");
        write("first");
    }

    @Test
    void whatCannotBeUnpackedIsRunAsItIs() {
        assertThat(AppJar.of(built, copies).command(List.of("-Xmx1g")))
                .containsExactly(Jvm.java(), "-Xmx1g", "-jar", built.toString());
        assertThat(copies).isEmptyDirectory();
    }

    @Test
    void whatWasUnpackedIsRunFromItsCopyWithTheArchiveOnceThereIsOne() throws IOException {
        Path copy = Files.createDirectories(copies.resolve(AppJar.hash(built)));
        Path jar = Files.createFile(copy.resolve("darkroom.jar"));
        AppJar app = AppJar.of(built, copies);

        assertThat(app.command(List.of())).containsExactly(Jvm.java(), "-jar", jar.toString());
        Path archive = Files.createFile(copy.resolve(
                "classes-" + System.getProperty("java.vm.version").replaceAll("[^A-Za-z0-9.+-]", "_") + ".jsa"));
        assertThat(app.command(List.of()))
                .containsExactly(Jvm.java(), "-XX:SharedArchiveFile=" + archive, "-jar", jar.toString());
    }

    @Test
    void moreClassesComeBehindItsOwnSoThatTheArchiveStaysGood() throws IOException {
        Path copy = Files.createDirectories(copies.resolve(AppJar.hash(built)).resolve("lib"))
                .getParent();
        Path jar = Files.createFile(copy.resolve("darkroom.jar"));

        assertThat(AppJar.of(built, copies).command(List.of(), List.of(folder)))
                .containsExactly(Jvm.java(), "-cp", jar + ":" + folder, "darkroom.Beans");
    }

    @Test
    void whatCannotBeUnpackedTakesNoMoreClasses() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> AppJar.of(built, copies).command(List.of(), List.of(folder)))
                .withMessageContaining("could not be unpacked");
    }

    @Test
    void aBuildWithOtherContentsIsAnotherEvenWhereSizeAndDateAreTheSame() throws IOException {
        var date = Files.getLastModifiedTime(built);
        long size = Files.size(built);
        String before = AppJar.hash(built);

        write("secnd");
        Files.setLastModifiedTime(built, date);

        assertThat(Files.size(built)).isEqualTo(size);
        assertThat(AppJar.hash(built)).isNotEqualTo(before);
    }

    @Test
    void copiesOfOtherBuildsGoUnlessAProcessRunsThem() throws Exception {
        Path used = Files.createDirectories(copies.resolve("used"));
        Path unused = Files.createDirectories(copies.resolve("unused"));
        Process process = new ProcessBuilder("sh", "-c", "sleep 100; : " + used).start();
        try {
            AppJar.of(built, copies);

            assertThat(used).exists();
            assertThat(unused).doesNotExist();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aMissingBuildIsNamed() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> AppJar.of(folder.resolve("none.jar"), copies))
                .withMessageContaining("none.jar");
    }

    private void write(String text) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(built))) {
            zip.putNextEntry(new ZipEntry("text"));
            zip.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
