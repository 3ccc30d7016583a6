package darkroom.devservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SeaweedFS's lifecycle on demand. It acts by what its metadata say of an object's age, so objects are made older there: the
 * metadata of a folder are saved, their times and version ids (which hold a time) are set back, and they are loaded again
 * in place of the young ones. The bytes of what was made older are gone; their versions, tags and locks are not.
 */
public final class S3Lifecycle {
    /** Also where nanoseconds follow. */
    private static final Pattern SECONDS = Pattern.compile("(?<!\\d)\\d{10}");

    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{16}(?=[0-9a-f]{16})");

    /** Bytes of a protobuf varint of a time in seconds, until the year 3058. */
    private static final int VARINT = 5;

    private static final Pattern TOTAL = Pattern.compile("total (\\d+) directories, (\\d+) files");
    private static final int TRIES = 5;

    private final Path folder;
    private final Path weed;
    private final Properties ports = new Properties();

    public S3Lifecycle(Stack stack) {
        folder = stack.data().engine("s3");
        weed = Binaries.weed(new Settings(stack.environment()));
        try (var in = Files.newBufferedReader(folder.resolve("ports.properties"))) {
            ports.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes what lies in a folder of a bucket older.
     *
     * @param prefix a whole folder, without a slash at the end, in which nothing else was stored before {@code since}
     */
    public void age(String bucket, String prefix, Instant since, Duration by) {
        String path = "/buckets/" + bucket + "/" + prefix;
        try {
            Path old = Files.createTempFile("old", ".meta");
            byte[] young = saved(path);
            Files.write(old, setBack(young, since, Instant.now(), by));
            shell("fs.rm -rf " + path, load(old));
            for (int i = 1; entries(saved(path)) < entries(young); i++) {
                if (i == TRIES) {
                    throw new StartException(path + " was loaded " + i + " times, and never as a whole");
                }
                shell(load(old));
            }
            Files.delete(old);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String load(Path metadata) {
        return "fs.meta.load -v=false " + metadata;
    }

    /** As many entries as it says, twice: now and then the last one is lacking, of what was saved or loaded. */
    private byte[] saved(String path) throws IOException {
        Path file = Files.createTempFile("saved", ".meta");
        String save = "fs.meta.save -o " + file + " " + path;
        for (int i = 0; i < TRIES; i++) {
            String said = shell(save, save);
            byte[] metadata = Files.readAllBytes(file);
            List<Integer> totals = TOTAL.matcher(said)
                    .results()
                    .map(total -> Integer.parseInt(total.group(1)) + Integer.parseInt(total.group(2)))
                    .toList();
            if (totals.equals(Collections.nCopies(2, entries(metadata)))) {
                Files.delete(file);
                return metadata;
            }
        }
        throw new StartException(path + " was saved " + TRIES + " times, and never as a whole");
    }

    /** Of what was saved: a length of four bytes before each; one that is not whole is none. */
    static int entries(byte[] metadata) {
        ByteBuffer left = ByteBuffer.wrap(metadata);
        int whole = 0;
        while (left.remaining() >= Integer.BYTES) {
            int length = left.getInt();
            if (length > left.remaining()) {
                return whole;
            }
            left.position(left.position() + length);
            whole++;
        }
        return whole;
    }

    /** Looks at all objects, as if never before, and does what is due. @return what it said */
    public String run() {
        return shell(
                "fs.rm -rf /etc/s3/lifecycle/daily-cursors",
                "s3.lifecycle.run-shard -shards 0-15 -runtime 20s -s3 127.0.0.1:" + ports.getProperty("s3.port.grpc"));
    }

    private String shell(String... commands) {
        try {
            Path input = Files.createTempFile("weed", ".in");
            Files.writeString(input, "lock\n" + String.join("\n", commands) + "\nunlock\n");
            Process process = new ProcessBuilder(List.of(
                            weed.toString(),
                            "shell",
                            "-master=127.0.0.1:" + ports.getProperty("master.port") + "."
                                    + ports.getProperty("master.port.grpc")))
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StartException("weed shell ended with " + process.exitValue() + ": " + said);
            }
            Files.delete(input);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every time from {@code since} to {@code until}, in its three forms; none of them changes its length. */
    static byte[] setBack(byte[] metadata, Instant since, Instant until, Duration by) {
        byte[] old = metadata.clone();
        for (int i = 0; i + VARINT <= old.length; i++) {
            long value = varint(old, i);
            if (value >= since.getEpochSecond() && value <= until.getEpochSecond()) {
                put(old, i, value - by.toSeconds());
            }
        }
        String text = new String(old, StandardCharsets.ISO_8859_1);
        text = SECONDS.matcher(text).replaceAll(m -> {
            long value = Long.parseLong(m.group());
            boolean ours = value >= since.getEpochSecond() && value <= until.getEpochSecond();
            return ours ? Long.toString(value - by.toSeconds()) : m.group(); // which may begin with zeros
        });
        Matcher versions = VERSION.matcher(text);
        text = versions.replaceAll(m -> {
            long left = Long.parseUnsignedLong(m.group(), 16); // so that the newest sorts first
            long seconds = (Long.MAX_VALUE - left) / 1_000_000_000;
            boolean ours = left > 0 && seconds >= since.getEpochSecond() && seconds <= until.getEpochSecond();
            return ours ? "%016x".formatted(left + by.toNanos()) : m.group();
        });
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** -1 where there is none of five bytes. */
    private static long varint(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < VARINT; i++) {
            boolean more = bytes[at + i] < 0;
            if (more == (i == VARINT - 1)) {
                return -1;
            }
            value |= (bytes[at + i] & 0x7fL) << (7 * i);
        }
        return value;
    }

    private static void put(byte[] bytes, int at, long value) {
        for (int i = 0; i < VARINT; i++) {
            long low = value >>> (7 * i) & 0x7f;
            bytes[at + i] = (byte) (i < VARINT - 1 ? low | 0x80 : low);
        }
    }
}
