package imaging;

/** Skipped, and loudly, where there is no libvips. */
class VipsRecipeTest extends RecipeSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("vips", limits);
    }
}
