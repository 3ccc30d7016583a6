package darkroom.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import imaging.Format;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The peer: sharp in a process of node, which measures itself. It is where {@code src/test/benchmark/fetch} puts it, or in
 * the folder {@code DARKROOM_SHARP}, in node_modules.
 */
final class Sharp implements Contender {
    private static final Path SCRIPT = Path.of("src/test/benchmark/sharp.mjs");
    private static final String FETCHED = ".darkroom/benchmark";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path file;
    private final Writer in;
    private final BufferedReader out;

    private Sharp(Process process, Path file) throws IOException {
        this.process = process;
        this.file = file;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
        String version = out.readLine();
        if (version == null) {
            throw new IOException("sharp did not start: node said why");
        }
    }

    /** Empty where sharp is not to be had. */
    static Optional<Sharp> start(byte[] original, Format format, int quality, List<Integer> boxes) throws IOException {
        Optional<Path> home = folder();
        if (home.isEmpty()) {
            return Optional.empty();
        }
        Path folder = home.get();
        Path file = Files.write(Files.createTempFile("sharp", ".image"), original);
        List<String> command = new ArrayList<>(
                List.of("node", SCRIPT.toString(), file.toString(), format.word(), Integer.toString(quality)));
        boxes.forEach(box -> command.add(box.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DARKROOM_SHARP", folder.toAbsolutePath().toString());
        return Optional.of(new Sharp(builder.start(), file));
    }

    /** Where its node_modules are; empty where sharp is not to be had. */
    static Optional<Path> folder() {
        return Optional.of(Path.of(System.getenv().getOrDefault("DARKROOM_SHARP", FETCHED)))
                .filter(folder -> Files.isDirectory(folder.resolve("node_modules/sharp")));
    }

    @Override
    public Run run(int repeats) throws IOException {
        in.write(repeats + "\n");
        in.flush();
        JsonNode answer = JSON.readTree(out.readLine());
        List<byte[]> variants = new ArrayList<>();
        for (JsonNode variant : answer.get("variants")) {
            variants.add(variant.binaryValue());
        }
        return new Run(
                answer.get("cpuMillis").asDouble(), answer.get("wallMillis").asDouble(), variants);
    }

    @Override
    public void close() {
        process.destroy();
        file.toFile().delete();
    }
}
