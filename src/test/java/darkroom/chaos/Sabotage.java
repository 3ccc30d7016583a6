package darkroom.chaos;

import imaging.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;

/**
 * In the app's process: a decoder that hangs or eats the heap over pictures with a mark at their end, and a clock that is
 * wrong. A source of Spring's, on the class path of tests alone.
 */
public final class Sabotage {
    /** The decoder takes all of the heap the first time that any replica sees such a picture. */
    static final String HUNGRY = "HUNGRY";

    /** The decoder stands still for longer than a session, and goes on before the image's time is over. */
    static final String HANGING = "HANGING";

    /** The decoder of the replica that sees such a picture first holds it until it is released; the others go on. */
    static final String HELD = "HELDFAST";

    /** For how long it stands still over such a picture, in milliseconds. */
    static final String HANGS = "CHAOS_DECODER_HANGS_MILLIS";

    private static final int[] BITES = {16 << 20, 1 << 20, 64 << 10};
    private static final String MEAL = "meal-";
    private static final String SKEW = "skew-";
    private static final String HUNG = "hung-";
    private static final String HOLD = "hold-";
    private static final String ONE = "one";
    private static final String RELEASE = "release-";
    private static final Duration LOOK = Duration.ofMillis(50);

    private Sabotage() {}

    /** The picture that the decoder is to stumble over; decoders read no further than the end of a picture. */
    static byte[] marked(byte[] picture, String mark) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(picture);
        out.writeBytes(mark.getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Bean
    static BeanPostProcessor wrongClockAndStumblingEngine() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof Clock clock) {
                    return new WrongClock(clock);
                }
                return bean instanceof Engine engine ? stumbling(engine) : bean;
            }
        };
    }

    /** As far ahead of another one as a file says at the moment, and right where there is none. */
    private static final class WrongClock extends Clock {
        private final Clock right;

        WrongClock(Clock right) {
            this.right = right;
        }

        @Override
        public ZoneId getZone() {
            return right.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new WrongClock(right.withZone(zone));
        }

        @Override
        public Instant instant() {
            return right.instant().plus(ahead());
        }

        private static Duration ahead() {
            try {
                return Duration.parse(Files.readString(StandStill.folder().resolve(SKEW + StandStill.replica())));
            } catch (NoSuchFileException right) {
                return Duration.ZERO;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A replica's clock jumps, or is wrong from its next start on, until it is {@link #setRight}. */
    static void setAhead(Path folder, String replica, Duration by) throws IOException {
        Path writing = folder.resolve(replica + ".skewing");
        Files.writeString(writing, by.toString());
        Files.move(writing, folder.resolve(SKEW + replica), StandardCopyOption.ATOMIC_MOVE);
    }

    static void setRight(Path folder, String replica) throws IOException {
        Files.deleteIfExists(folder.resolve(SKEW + replica));
    }

    private static Engine stumbling(Engine engine) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, args) -> {
                    if (method.getName().equals("decode")) {
                        stumble((byte[]) args[0]);
                    }
                    try {
                        return method.invoke(engine, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void stumble(byte[] picture) throws InterruptedException, IOException {
        if (ends(picture, HELD)) {
            hold(hash(picture));
        }
        if (ends(picture, HANGING)) {
            Thread.sleep(Long.parseLong(System.getenv(HANGS)));
            Files.writeString(StandStill.folder().resolve(HUNG + hash(picture)), "");
        }
        if (ends(picture, HUNGRY) && isHungry(picture)) {
            eat();
        }
    }

    private static void hold(String picture) throws InterruptedException, IOException {
        try {
            Files.createFile(StandStill.folder().resolve(HOLD + picture + '-' + ONE));
        } catch (FileAlreadyExistsException held) {
            return;
        }
        Path whose = StandStill.folder().resolve(HOLD + picture);
        Files.writeString(whose.resolveSibling(HOLD + picture + "-writing"), StandStill.replica());
        Files.move(whose.resolveSibling(HOLD + picture + "-writing"), whose, StandardCopyOption.ATOMIC_MOVE);
        while (!Files.exists(StandStill.folder().resolve(RELEASE + picture))) {
            Thread.sleep(LOOK.toMillis());
        }
    }

    /** The name of the replica whose decoder holds a picture, of all replicas whose files lie in this folder. */
    static Optional<String> holder(Path folder, byte[] picture) throws IOException {
        Path whose = folder.resolve(HOLD + hash(picture));
        return Files.exists(whose) ? Optional.of(Files.readString(whose)) : Optional.empty();
    }

    /** The decoder that holds a picture goes on. */
    static void release(Path folder, byte[] picture) throws IOException {
        Files.createFile(folder.resolve(RELEASE + hash(picture)));
    }

    /** A process that has eaten is gone: the file tells the next one. */
    private static boolean isHungry(byte[] picture) {
        try {
            Files.createFile(StandStill.folder().resolve(MEAL + hash(picture)));
            return true;
        } catch (FileAlreadyExistsException eaten) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many pictures have taken all of the heap, of all replicas whose files lie in this folder. */
    static long meals(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(MEAL))
                    .count();
        }
    }

    /** Whether a decoder has hung over a picture and gone on, of all replicas whose files lie in this folder. */
    static boolean hung(Path folder, byte[] picture) {
        return Files.exists(folder.resolve(HUNG + hash(picture)));
    }

    private static String hash(byte[] picture) {
        return Integer.toHexString(Arrays.hashCode(picture));
    }

    private static boolean ends(byte[] picture, String mark) {
        byte[] end = mark.getBytes(StandardCharsets.US_ASCII);
        int from = picture.length - end.length;
        return from >= 0 && Arrays.equals(picture, from, picture.length, end, 0, end.length);
    }

    private static void eat() {
        List<byte[]> eaten = new ArrayList<>();
        OutOfMemoryError full = null;
        for (int bite : BITES) {
            try {
                while (true) {
                    eaten.add(new byte[bite]);
                }
            } catch (OutOfMemoryError e) {
                full = e;
            }
        }
        if (eaten.isEmpty()) { // which also keeps it until here
            throw new IllegalStateException("there was no heap left", full);
        }
        throw full;
    }
}
