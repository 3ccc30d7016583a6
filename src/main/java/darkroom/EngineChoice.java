package darkroom;

import imaging.Engine;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.vips.TurboLibrary;
import imaging.vips.VipsEngine;
import imaging.vips.VipsLibrary;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which image engine works, by {@code darkroom.engine}, and why.
 *
 * @param why as the end of a sentence: what was said or found
 * @param candidates those that were looked at and are there, the engine itself among them
 * @param slow what makes the engine slower than it could be; empty if nothing does
 */
record EngineChoice(Engine engine, String why, List<Engine> candidates, String slow) {
    private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

    /** As {@link #of}; says in the log which one that is, and why. */
    static Engine choose(Settings.EngineName name, String library, String turbojpeg, Limits limits) {
        EngineChoice choice = of(name, library, turbojpeg, limits);
        LOG.info("Image engine {}: {}", choice.engine.name(), choice.why);
        if (!choice.slow.isEmpty()) {
            LOG.warn("Image engine {} is slow: {}", choice.engine.name(), choice.slow);
        }
        return choice.engine;
    }

    /**
     * @param library the configured file of libvips; empty = it is looked for, off = none
     * @param turbojpeg the configured file of libturbojpeg; empty = the system's, off = none
     * @throws IllegalStateException if libvips is demanded, or either is configured, and not there
     */
    static EngineChoice of(Settings.EngineName name, String library, String turbojpeg, Limits limits) {
        Engine java = new ImgscalrEngine(limits);
        if (name == Settings.EngineName.imgscalr) {
            return new EngineChoice(java, "darkroom.engine says so", List.of(java), "");
        }
        VipsLibrary vips;
        try {
            vips = VipsLibrary.find(library);
        } catch (IllegalStateException none) {
            if (name != Settings.EngineName.vips && library.equals(VipsLibrary.OFF)) {
                return new EngineChoice(java, none.getMessage(), List.of(java), "");
            }
            if (name == Settings.EngineName.vips || !library.isBlank()) {
                throw none;
            }
            return new EngineChoice(java, "it is always there", List.of(java), none.getMessage());
        }
        Optional<TurboLibrary> turbo = TurboLibrary.find(turbojpeg);
        Engine engine = new VipsEngine(vips, turbo, java, limits);
        String slow =
                vips.isVectorised() ? "" : vips.path() + " does not use vector instructions and takes twice the time";
        return new EngineChoice(
                engine, "the library is " + vips.path() + "; " + jpegs(turbo, turbojpeg), List.of(java, engine), slow);
    }

    private static String jpegs(Optional<TurboLibrary> turbo, String configured) {
        if (turbo.isPresent()) {
            return "JPEGs are decoded and encoded by " + turbo.get().path();
        }
        return configured.equals(TurboLibrary.OFF)
                ? "libturbojpeg is off by darkroom.turbojpeg-library"
                : "the system has no libturbojpeg 2.1 or newer, which takes less CPU for JPEGs";
    }
}
