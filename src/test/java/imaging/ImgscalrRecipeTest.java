package imaging;

class ImgscalrRecipeTest extends RecipeSuite {
    @Override
    Engine engine(Limits limits) {
        return new ImgscalrEngine(limits);
    }
}
