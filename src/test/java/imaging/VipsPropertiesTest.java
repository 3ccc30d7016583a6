package imaging;

/** Skipped, and loudly, where there is no libvips. */
class VipsPropertiesTest extends RenditionProperties {
    VipsPropertiesTest() {
        super(Engines.named("vips", Limits.defaults()));
    }
}
