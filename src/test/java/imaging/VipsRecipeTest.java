package imaging;

import org.opentest4j.TestAbortedException;

/** Skipped, and loudly, where there is no libvips. */
class VipsRecipeTest extends RecipeSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.vips(limits)
                .orElseThrow(() -> new TestAbortedException("NO LIBVIPS: the engine vips is NOT tested."));
    }
}
