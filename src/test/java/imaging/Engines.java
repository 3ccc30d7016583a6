package imaging;

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

    /** The library of {@code DARKROOM_VIPS}, the fetched or the system's; empty where there is none. */
    public static Optional<Engine> vips(Limits limits) {
        return library().map(library -> new VipsEngine(library, imgscalr(limits), limits));
    }

    /** By name; ends the test as not run where this machine does not have it. */
    public static Engine named(String name, Limits limits) {
        return name.equals("imgscalr")
                ? imgscalr(limits)
                : vips(limits).orElseThrow(() -> new TestAbortedException("NO LIBVIPS: " + name + " is NOT tested."));
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
