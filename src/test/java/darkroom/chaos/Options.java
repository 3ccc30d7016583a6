package darkroom.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What a run is asked to do.
 *
 * @param seed of the pictures, of what is sent and of the plan of kills
 * @param report where to write the report, or null
 */
public record Options(int kills, long seed, List<Source> sources, int replicas, boolean mutations, Path report) {
    /** 40 kills of two replicas, all doors, any seed. */
    public static Options defaults() {
        return new Options(40, System.nanoTime() & 0xffff, List.of(Source.values()), 2, false, null);
    }

    public Options withSeed(long other) {
        return new Options(kills, other, sources, replicas, mutations, report);
    }

    public Options withKills(int other) {
        return new Options(other, seed, sources, replicas, mutations, report);
    }

    /** @throws IllegalArgumentException naming the flag, its value and what it may be */
    static Options of(List<String> arguments) {
        Options options = defaults();
        for (Iterator<String> words = arguments.iterator(); words.hasNext(); ) {
            String flag = words.next();
            options = switch (flag) {
                case "--kills" -> options.withKills(number(flag, words.next(), 1, 100_000));
                case "--seed" -> options.withSeed(number(flag, words.next(), 0, Integer.MAX_VALUE));
                case "--source" -> options.withSources(sources(words.next()));
                case "--replicas" -> options.withReplicas(number(flag, words.next(), 1, 8));
                case "--report" -> options.withReport(report(words.next()));
                case "--mutations" -> options.withMutations();
                default -> throw new IllegalArgumentException(flag + " is no flag of chaos");
            };
        }
        return options;
    }

    /** One kill of one replica, under the load of one door. */
    Options forOne(Source source) {
        return new Options(1, seed, List.of(source), 1, mutations, report);
    }

    private Options withSources(List<Source> other) {
        return new Options(kills, seed, other, replicas, mutations, report);
    }

    private Options withReplicas(int other) {
        return new Options(kills, seed, sources, other, mutations, report);
    }

    private Options withReport(Path other) {
        return new Options(kills, seed, sources, replicas, mutations, other);
    }

    private Options withMutations() {
        return new Options(kills, seed, sources, replicas, true, report);
    }

    /** A run takes long: that its table cannot be written is to be known before. */
    static Path report(String word) {
        Path file = Path.of(word);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new IllegalArgumentException("--report " + word + " is a folder: name a file in it");
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "--report " + word + ": there is no folder " + folder + ". Make it (mkdir -p), or name another");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IllegalArgumentException("--report " + word + " cannot be written: name a file that is yours");
        }
        return file;
    }

    private static int number(String flag, String value, int least, int most) {
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw new IllegalArgumentException(flag + " " + value + ": give a number from " + least + " to " + most);
        }
        return Integer.parseInt(value);
    }

    private static List<Source> sources(String word) {
        if (word.equals("all")) {
            return List.of(Source.values());
        }
        for (Source source : Source.values()) {
            if (source.word().equals(word)) {
                return List.of(source);
            }
        }
        throw new IllegalArgumentException(
                "--source " + word.toLowerCase(Locale.ROOT) + ": give http, kafka, sqs or all");
    }
}
