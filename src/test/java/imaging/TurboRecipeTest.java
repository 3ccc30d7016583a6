package imaging;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Skipped, and loudly, where there is no libvips or no libturbojpeg. */
@EnabledIfSystemProperty(
        named = "darkroom.long",
        matches = "true",
        disabledReason = "TurboEngineTest shows that pixels and bytes are those of libvips alone: --long")
class TurboRecipeTest extends RecipeSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("turbo", limits);
    }
}
