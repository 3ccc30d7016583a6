package imaging;

/** Skipped, and loudly, where there is no libvips or no libturbojpeg. */
class TurboRecipeTest extends RecipeSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("turbo", limits);
    }
}
