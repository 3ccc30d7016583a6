package imaging;

class ImgscalrPropertiesTest extends RenditionProperties {
    @Override
    Engine engine(Limits limits) {
        return Engines.named("imgscalr", limits);
    }
}
