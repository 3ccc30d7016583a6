package darkroom;

import imaging.Engine;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.vips.VipsEngine;
import imaging.vips.VipsLibrary;
import java.util.List;
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
    static Engine choose(Settings.EngineName name, String library, Limits limits) {
        EngineChoice choice = of(name, library, limits);
        LOG.info("Image engine {}: {}", choice.engine.name(), choice.why);
        if (!choice.slow.isEmpty()) {
            LOG.warn("Image engine {} is slow: {}", choice.engine.name(), choice.slow);
        }
        return choice.engine;
    }

    /**
     * @param library the configured file of libvips; empty = it is looked for
     * @throws IllegalStateException if libvips is demanded, or configured, and not there
     */
    static EngineChoice of(Settings.EngineName name, String library, Limits limits) {
        Engine java = new ImgscalrEngine(limits);
        if (name == Settings.EngineName.imgscalr) {
            return new EngineChoice(java, "darkroom.engine says so", List.of(java), "");
        }
        VipsLibrary vips;
        try {
            vips = VipsLibrary.find(library);
        } catch (IllegalStateException none) {
            if (name == Settings.EngineName.vips || !library.isBlank()) {
                throw none;
            }
            return new EngineChoice(java, "it is always there", List.of(java), none.getMessage());
        }
        Engine engine = new VipsEngine(vips, java, limits);
        String slow =
                vips.isVectorised() ? "" : vips.path() + " does not use vector instructions and takes twice the time";
        return new EngineChoice(engine, "the library is " + vips.path(), List.of(java, engine), slow);
    }
}
