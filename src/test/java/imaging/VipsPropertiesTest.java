package imaging;

/** Skipped, and loudly, where there is no libvips. */
class VipsPropertiesTest extends RenditionProperties {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("vips", limits);
    }
}
