package imaging;

/** Skipped, and loudly, where there is no libvips or no libturbojpeg. */
class TurboPropertiesTest extends RenditionProperties {
    TurboPropertiesTest() {
        super(Engines.named("turbo", Limits.defaults()));
    }
}
