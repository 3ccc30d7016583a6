package imaging;

import imaging.vips.TurboLibrary;
import imaging.vips.VipsEngine;
import imaging.vips.VipsLibrary;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The engines that there are on this machine, for tests and benchmarks. */
public final class Engines {
    private Engines() {}

    public static Engine imgscalr(Limits limits) {
        return new ImgscalrEngine(limits);
    }

    /** The library of {@code DARKROOM_VIPS}, the fetched or the system's, alone; empty where there is none. */
    public static Optional<Engine> vips(Limits limits) {
        return library().map(library -> new VipsEngine(library, Optional.empty(), imgscalr(limits), limits));
    }

    /** The same, with the libturbojpeg of {@code DARKROOM_TURBOJPEG} or the system's; empty where one is missing. */
    public static Optional<Engine> turbo(Limits limits) {
        return library().flatMap(library -> turboLibrary()
                .map(turbo -> new VipsEngine(library, Optional.of(turbo), imgscalr(limits), limits)));
    }

    /** The one that the app takes by itself. */
    public static Engine fastest(Limits limits) {
        return turbo(limits).or(() -> vips(limits)).orElseGet(() -> imgscalr(limits));
    }

    /** By name, {@code imgscalr}, {@code vips} or {@code turbo}; ends the test as not run where this machine does not have it. */
    public static Engine named(String name, Limits limits) {
        return switch (name) {
            case "imgscalr" -> imgscalr(limits);
            case "vips" -> vips(limits).orElseThrow(() -> missing("LIBVIPS", name));
            case "turbo" -> turbo(limits).orElseThrow(() -> missing("LIBVIPS OR LIBTURBOJPEG", name));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static TestAbortedException missing(String library, String engine) {
        return new TestAbortedException("NO " + library + ": the engine " + engine + " is NOT tested.");
    }

    private static Optional<TurboLibrary> turboLibrary() {
        Optional<TurboLibrary> library = TurboLibrary.find(System.getenv().getOrDefault("DARKROOM_TURBOJPEG", ""));
        if (library.isEmpty()) {
            System.out.println("NO LIBTURBOJPEG, the engine vips is NOT tested with it: apt-get install libturbojpeg0");
        }
        return library;
    }

    private static Optional<VipsLibrary> library() {
        String configured = System.getenv().getOrDefault("DARKROOM_VIPS", "");
        try {
            return Optional.of(VipsLibrary.find(configured));
        } catch (IllegalStateException e) {
            System.out.println("NO LIBVIPS, the engine vips is NOT tested: " + e.getMessage());
            return Optional.empty();
        }
    }
}
