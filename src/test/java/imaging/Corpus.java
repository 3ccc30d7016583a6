package imaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Valid and hostile files of many projects, where they lie beside the checkout; each says by its tier what must happen. */
public final class Corpus {
    private static final Path FOLDER = Path.of("../shared/corpus");
    private static final Path MANIFEST = FOLDER.resolve("manifest.tsv");

    /** Valid files that are refused all the same, and why. */
    private static final Map<String, String> EXCUSED = Map.of(
            "jpeg_lossless", "lossless JPEG is medical: nobody's camera or browser writes or reads it",
            "pal2.bmp", "two bits a pixel are in no version of the BMP specification");

    private Corpus() {}

    /** @param kind the format's word, as in {@link Format#word} */
    public record Entry(String file, String tier, String kind) {
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(FOLDER.resolve(file));
        }

        /** Over a limit or broken beyond doubt. */
        public boolean mustBeRefused() {
            return is("refuse") || is("limit");
        }

        /** Whether an engine that reads its format must make something of it. */
        public boolean mustBeRead() {
            return isValid() && EXCUSED.keySet().stream().noneMatch(file::contains);
        }

        public boolean isValid() {
            return tier.startsWith("valid");
        }

        private boolean is(String what) {
            return tier.equals(what) || tier.startsWith(what + "+");
        }
    }

    public static boolean isThere() {
        return Files.exists(MANIFEST);
    }

    /** All of it; ends the test as not run where it is not there. */
    public static List<Entry> entries() throws IOException {
        Assumptions.assumeTrue(
                isThere(), "NO CORPUS: " + FOLDER.toAbsolutePath() + " is not there; hostile files were NOT tested.");
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(MANIFEST)) {
            String[] columns = line.split("\t", -1);
            if (!columns[0].equals("file")) {
                entries.add(new Entry(columns[0], columns[1], columns[2]));
            }
        }
        return entries;
    }
}
