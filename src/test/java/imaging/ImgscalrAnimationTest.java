package imaging;

class ImgscalrAnimationTest extends AnimationSuite {
    @Override
    Engine engine(Limits limits) {
        return Engines.imgscalr(limits);
    }
}
