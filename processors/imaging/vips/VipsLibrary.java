package imaging.vips;

import com.sun.jna.Library;
import com.sun.jna.Native;
import imaging.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * libvips, loaded and set up once per process: one thread an image, for there are many images; no cache of results, for
 * none comes twice; loaders that its authors do not trust with strangers' files are off. Thread-safe.
 */
public final class VipsLibrary {
    /** The value that says: none, even where there is one. */
    public static final String OFF = TurboLibrary.OFF;

    /** Where the npm package is that {@code src/test/engines/fetch vips} fetches; relative to the working folder. */
    private static final Path FETCHED = Path.of(".darkroom/npm/node_modules/@img/sharp-libvips-linux-x64/lib");

    private static final List<String> SYSTEM = List.of("libvips.so.42", "vips");
    private static final int RTLD_LAZY = 1;
    private static final int OLDEST_MINOR = 15;

    private static final Map<Format, String> LOADERS = Map.of(
            Format.JPEG, "jpegload_buffer",
            Format.PNG, "pngload_buffer",
            Format.WEBP, "webpload_buffer",
            Format.TIFF, "tiffload_buffer",
            Format.AVIF, "heifload_buffer");
    private static final Map<Format, String> SAVERS = Map.of(
            Format.JPEG, "jpegsave_buffer",
            Format.PNG, "pngsave_buffer",
            Format.WEBP, "webpsave_buffer",
            Format.AVIF, "heifsave_buffer");

    /** What hostile files make the loaders complain of is no matter for standard error. Referenced, or it is collected. */
    private static final Vips.LogHandler SILENCE = (domain, level, message, data) -> {};

    private static final Map<String, VipsLibrary> LOADED = new LinkedHashMap<>();

    private final Vips vips;
    private final String path;

    private VipsLibrary(Vips vips, String path) {
        this.vips = vips;
        this.path = path;
    }

    /**
     * The first of: the configured file, the fetched npm package, a system library.
     *
     * @param configured empty = none; {@value #OFF} = no library at all; a configured file that does not do is an error,
     *     not passed over
     * @throws IllegalStateException if there is none, with what was tried and how to get one
     */
    public static VipsLibrary find(String configured) {
        if (configured.equals(OFF)) {
            throw new IllegalStateException("libvips is off by darkroom.vips-library (or DARKROOM_VIPS)");
        }
        if (!configured.isBlank()) {
            return load(configured)
                    .orElseThrow(() -> new IllegalStateException("darkroom.vips-library (or DARKROOM_VIPS) is '"
                            + configured + "', which is no libvips >= 8." + OLDEST_MINOR
                            + " for this machine. Name such a file, or leave it empty."));
        }
        List<String> candidates = new ArrayList<>(fetched());
        candidates.addAll(SYSTEM);
        return candidates.stream()
                .flatMap(candidate -> load(candidate).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no libvips >= 8." + OLDEST_MINOR
                        + " for this machine: not in " + FETCHED
                        + ", not among the system's libraries. Fetch it with 'sh src/test/engines/fetch vips', install one,"
                        + " or name one in DARKROOM_VIPS."));
    }

    private static List<String> fetched() {
        if (!Files.isDirectory(FETCHED)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FETCHED)) {
            return files.filter(f -> f.getFileName().toString().startsWith("libvips-cpp.so"))
                    .map(f -> f.toAbsolutePath().toString())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Loading the same one again gives the same; nothing is ever unloaded. */
    private static synchronized Optional<VipsLibrary> load(String name) {
        VipsLibrary known = LOADED.get(name);
        if (known == null) {
            try {
                known = start(name);
            } catch (UnsatisfiedLinkError e) {
                return Optional.empty();
            }
            LOADED.put(name, known);
        }
        return known.isNewEnough() ? Optional.of(known) : Optional.empty();
    }

    private static VipsLibrary start(String name) {
        // not RTLD_GLOBAL: its own libjpeg and zlib must not meet the JDK's
        Map<String, Object> options =
                Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY, Library.OPTION_STRING_ENCODING, "UTF-8");
        Vips vips = Native.load(name, Vips.class, options);
        if (vips.vips_init("darkroom") != 0) {
            throw new UnsatisfiedLinkError(name + ": vips_init failed");
        }
        vips.g_log_set_default_handler(SILENCE, null);
        vips.vips_concurrency_set(1);
        vips.vips_cache_set_max(0);
        VipsLibrary library = new VipsLibrary(vips, name);
        if (library.isNewEnough()) {
            vips.vips_block_untrusted_set(1);
        }
        return library;
    }

    private boolean isNewEnough() {
        return vips.vips_version(0) == 8 ? vips.vips_version(1) >= OLDEST_MINOR : vips.vips_version(0) > 8;
    }

    Vips functions() {
        return vips;
    }

    /** Such as {@code 8.18.7}. */
    public String version() {
        return vips.vips_version(0) + "." + vips.vips_version(1) + "." + vips.vips_version(2);
    }

    /** The file, or the name by which the system knows it. */
    public String path() {
        return path;
    }

    /** Whether it uses the processor's vector instructions: without them it takes twice the time. */
    public boolean isVectorised() {
        return vips.vips_vector_isenabled() != 0;
    }

    Set<Format> loads() {
        return having("VipsForeignLoad", LOADERS);
    }

    Set<Format> saves() {
        return having("VipsForeignSave", SAVERS);
    }

    private Set<Format> having(String base, Map<Format, String> operations) {
        Set<Format> there = EnumSet.noneOf(Format.class);
        operations.forEach((format, operation) -> {
            if (vips.vips_type_find(base, operation) != 0) {
                there.add(format);
            }
        });
        return there;
    }
}
