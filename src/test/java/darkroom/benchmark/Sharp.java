package darkroom.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The peer: sharp in a process of node, which measures itself. {@code DARKROOM_SHARP} is a folder with its node_modules. */
final class Sharp implements Contender {
    private static final Path SCRIPT = Path.of("src/test/benchmark/sharp.mjs");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path file;
    private final Writer in;
    private final BufferedReader out;
    private final String version;

    private Sharp(Process process, Path file) throws IOException {
        this.process = process;
        this.file = file;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.version = out.readLine();
    }

    /** Empty where sharp is not to be had. */
    static Optional<Sharp> start(byte[] original, int quality, int... boxes) throws IOException {
        String folder = System.getenv("DARKROOM_SHARP");
        if (folder == null) {
            return Optional.empty();
        }
        boolean png = original.length > 1 && original[1] == 'P';
        Path file = Files.write(Files.createTempFile("sharp", png ? ".png" : ".jpg"), original);
        List<String> command =
                new ArrayList<>(List.of("node", SCRIPT.toString(), file.toString(), Integer.toString(quality)));
        IntStream.of(boxes).mapToObj(Integer::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return Optional.of(new Sharp(process, file));
    }

    /** Such as {@code sharp 0.35.5}. */
    String version() {
        return version;
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
