package imaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The picture of a watermark: a PNG that lies beside the recipe. It is read once, at the start. */
final class MarkFile {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\\.png");
    private static final long MAX_BYTES = 8 << 20;
    private static final int MAX_SIDE = 4_000;

    private MarkFile() {}

    /** Empty where there is no such file, or none that can be used. */
    static Optional<Picture> read(Path folder, YamlMap map, String key) {
        Optional<String> text = map.text(key);
        return text.isPresent() ? read(folder, map, key, text.get()) : Optional.empty();
    }

    private static Optional<Picture> read(Path folder, YamlMap map, String key, String name) {
        if (!NAME.matcher(name).matches()) {
            return wrong(map, key, "'" + key + "' is '" + name + "'; name a PNG beside this file, such as logo.png");
        }
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            List<String> there = pictures(folder);
            return wrong(
                    map,
                    key,
                    "'" + key + "' is '" + name + "', which is not beside this file; "
                            + (there.isEmpty() ? "put it there" : Nearest.hint(name, there)));
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                return wrong(map, key, "'" + name + "' has more than " + MAX_BYTES + " bytes; make it smaller");
            }
            return Optional.of(picture(Files.readAllBytes(file)));
        } catch (RejectedImageException e) {
            return wrong(
                    map,
                    key,
                    "'" + name + "' cannot be used: " + e.getMessage() + " Save it as a PNG of at most " + MAX_SIDE
                            + "x" + MAX_SIDE + " pixels");
        } catch (IOException e) {
            return wrong(map, key, "'" + name + "' cannot be read (" + e.getMessage() + "); check its permissions");
        }
    }

    private static Optional<Picture> wrong(YamlMap map, String key, String message) {
        map.wrong(key, message);
        return Optional.empty();
    }

    private static Picture picture(byte[] bytes) throws RejectedImageException, IOException {
        Limits d = Limits.defaults();
        Limits limits = new Limits(
                d.maxPixels(),
                MAX_SIDE,
                d.maxFrames(),
                d.maxAnimationPixels(),
                d.maxScans(),
                d.maxMetadataBytes(),
                d.maxTime(),
                d.maxVariantBytes());
        Header header = new HeaderProbe(limits).probe(bytes);
        if (header.format() != Format.PNG) {
            throw new RejectedImageException(
                    RejectedImageException.Code.UNSUPPORTED_FORMAT,
                    header,
                    "The bytes are a " + header.format().word() + " image.");
        }
        Size size = new Size(header.width(), header.height());
        Picture picture = new PngDecoder().decode(bytes, header, size, Deadline.in(Duration.ofMinutes(1)));
        return Recipe.SRGB.apply(picture);
    }

    private static List<String> pictures(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".png"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
