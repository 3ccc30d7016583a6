package imaging.vips;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * libturbojpeg, loaded once per process: the same decoder of JPEGs as libvips has inside, without what libvips does around
 * it. Thread-safe.
 */
public final class TurboLibrary {
    /** The value that says: none, even where there is one. */
    public static final String OFF = "off";

    private static final String SYSTEM = "libturbojpeg.so.0";
    private static final int RTLD_LAZY = 1;
    private static final int OLDEST_MAJOR = 2;
    private static final int OLDEST_MINOR = 1;

    /** No function tells it; the library is built with this text. */
    private static final Pattern VERSION = Pattern.compile("libjpeg-turbo version (([0-9]+)\\.([0-9]+)[0-9.]*) ");

    private static final Map<String, Optional<TurboLibrary>> LOADED = new LinkedHashMap<>();

    private final Turbo turbo;
    private final String path;
    private final String version;

    private TurboLibrary(Turbo turbo, String path, String version) {
        this.turbo = turbo;
        this.path = path;
        this.version = version;
    }

    /**
     * The configured file, or the system's.
     *
     * @param configured empty = the system's, {@value #OFF} = none
     * @return empty if it is off, or nothing is configured and the system has none that is new enough
     * @throws IllegalStateException if what is configured does not do, with the fix
     */
    public static Optional<TurboLibrary> find(String configured) {
        if (configured.equals(OFF)) {
            return Optional.empty();
        }
        if (configured.isBlank()) {
            return load(SYSTEM);
        }
        Optional<TurboLibrary> library = load(configured);
        if (library.isEmpty()) {
            throw new IllegalStateException("darkroom.turbojpeg-library (or DARKROOM_TURBOJPEG) is '" + configured
                    + "', which is no libturbojpeg >= " + OLDEST_MAJOR + "." + OLDEST_MINOR
                    + " for this machine. Name such a file, leave it empty to have the system's, or say '" + OFF
                    + "'.");
        }
        return library;
    }

    /** Loading the same one again gives the same; nothing is ever unloaded. */
    private static synchronized Optional<TurboLibrary> load(String name) {
        return LOADED.computeIfAbsent(name, TurboLibrary::start);
    }

    private static Optional<TurboLibrary> start(String name) {
        try {
            // not RTLD_GLOBAL: its own libjpeg must not meet the JDK's and libvips'
            Map<String, Object> options =
                    Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY, Library.OPTION_STRING_ENCODING, "UTF-8");
            Turbo turbo = Native.load(name, Turbo.class, options);
            String path = path(NativeLibrary.getInstance(name, options));
            Matcher version = VERSION.matcher(Files.readString(Path.of(path), StandardCharsets.ISO_8859_1));
            return version.find() && isNewEnough(Integer.parseInt(version.group(2)), Integer.parseInt(version.group(3)))
                    ? Optional.of(new TurboLibrary(turbo, path, version.group(1)))
                    : Optional.empty();
        } catch (UnsatisfiedLinkError | IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isNewEnough(int major, int minor) {
        return major > OLDEST_MAJOR || (major == OLDEST_MAJOR && minor >= OLDEST_MINOR);
    }

    /** The file that the system found under a name, by {@code dladdr}: the first field of what it fills in. */
    private static String path(NativeLibrary library) {
        Pointer function = library.getFunction("tjDecompress2");
        try (Memory found = new Memory(4L * Native.POINTER_SIZE)) {
            if (NativeLibrary.getProcess().getFunction("dladdr").invokeInt(new Object[] {function, found}) == 0) {
                throw new UnsatisfiedLinkError("no file holds tjDecompress2");
            }
            return found.getPointer(0).getString(0);
        }
    }

    Turbo functions() {
        return turbo;
    }

    /** Such as {@code 2.1.5}. */
    public String version() {
        return version;
    }

    /** The file. */
    public String path() {
        return path;
    }
}
