package darkroom;

import imaging.Engine;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.vips.VipsEngine;
import imaging.vips.VipsLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which image engine works, by {@code darkroom.engine}. Says at the start which one that is, and why. */
final class EngineChoice {
    private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

    private EngineChoice() {}

    /**
     * @param library the configured file of libvips; empty = it is looked for
     * @throws IllegalStateException if libvips is demanded, or configured, and not there
     */
    static Engine choose(Settings.EngineName name, String library, Limits limits) {
        Engine java = new ImgscalrEngine(limits);
        if (name == Settings.EngineName.imgscalr) {
            LOG.info("Image engine {}: darkroom.engine says so", java.name());
            return java;
        }
        VipsLibrary vips;
        try {
            vips = VipsLibrary.find(library);
        } catch (IllegalStateException none) {
            if (name == Settings.EngineName.vips || !library.isBlank()) {
                throw none;
            }
            LOG.warn("Image engine {}, pure Java and slower: {}", java.name(), none.getMessage());
            return java;
        }
        Engine engine = new VipsEngine(vips, java, limits);
        LOG.info("Image engine {} from {}", engine.name(), vips.path());
        if (!vips.isVectorised()) {
            LOG.warn("{} does not use vector instructions and takes twice the time", vips.path());
        }
        return engine;
    }
}
