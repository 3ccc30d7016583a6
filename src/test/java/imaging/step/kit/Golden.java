package imaging.step.kit;

import imaging.Deadline;
import imaging.Encoding;
import imaging.Engine;
import imaging.Format;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Pictures that somebody has looked at and found right: PNG files, one for each picture that the kit draws. What a step
 * makes today is held against them; what differs lies under {@code target/golden} to be looked at.
 */
final class Golden {
    private static final Engine CODEC = new ImgscalrEngine(Limits.defaults());

    private final Path kept;
    private final Path made;
    private final String test;
    private final boolean update;

    /**
     * @param kept where the files are
     * @param made where those go that differ
     * @param test whose they are, a class's name
     * @param update whether what is made now is to be kept instead
     */
    Golden(Path kept, Path made, String test, boolean update) {
        this.kept = kept.resolve(test);
        this.made = made.resolve(test);
        this.test = test;
        this.update = update;
    }

    /** Of a test in this project; {@code -Ddarkroom.update=true} keeps what is made. */
    static Golden of(Class<?> test) {
        return new Golden(
                Path.of("src/test/resources/golden"),
                Path.of("target/golden"),
                test.getName(),
                Boolean.getBoolean("darkroom.update"));
    }

    /** @param tolerance levels of 0 to 255 that a sample may be off */
    void check(String name, Picture picture, int tolerance) {
        Path file = kept.resolve(name + ".png");
        String difference = difference(file, picture, tolerance);
        if (difference == null) {
            return;
        }
        Path target = (update ? kept : made).resolve(name + ".png");
        write(target, picture);
        if (!update) {
            throw new AssertionError(file + " " + difference + ". What was made now is " + target
                    + ". If that is right, keep it: ./darkroom test -k "
                    + test.substring(test.lastIndexOf('.') + 1) + " --update");
        }
    }

    private static String difference(Path file, Picture picture, int tolerance) {
        if (!Files.exists(file)) {
            return "is not there yet";
        }
        Picture golden = read(file);
        if (!golden.size().equals(picture.size())) {
            return "is " + golden.size() + ", and " + picture.size() + " was made";
        }
        Likeness likeness = Likeness.of(golden, picture);
        return likeness.most() <= tolerance
                ? null
                : "differs by up to " + likeness.most() + " levels; it may by " + tolerance;
    }

    private static Picture read(Path file) {
        try {
            return PictureKind.decode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, Picture picture) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    CODEC.encode(
                            picture, new Encoding(Format.PNG, 100, true, false), Deadline.in(Duration.ofMinutes(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
