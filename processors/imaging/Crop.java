package imaging;

/** Cuts out a rectangle of a size, where the place says. A picture that is smaller either way keeps its length there. */
final class Crop implements Step {
    private final Size size;
    private final Place place;

    Crop(Size size, Place place) {
        this.size = size;
        this.place = place;
    }

    @Override
    public String name() {
        return "crop";
    }

    @Override
    public Picture apply(Picture picture) {
        return place.in(picture, size(picture.size())).cut(picture);
    }

    @Override
    public Size size(Size before) {
        return new Size(Math.min(size.width(), before.width()), Math.min(size.height(), before.height()));
    }

    @Override
    public Crop settled(Picture first) {
        Area area = place.in(first, size(first.size()));
        return new Crop(size, new Corner(area.left(), area.top()));
    }

    @Override
    public Crop scaled(double factor) {
        return new Crop(size.scaled(factor), place.scaled(factor));
    }
}
