package imaging;

class ImgscalrPropertiesTest extends RenditionProperties {
    ImgscalrPropertiesTest() {
        super(Engines.imgscalr(Limits.defaults()));
    }
}
