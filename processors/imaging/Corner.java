package imaging;

/** A fixed corner, in pixels from the left and from the top; moved inwards where the rectangle would stick out. */
record Corner(int left, int top) implements Place {
    Corner {
        if (left < 0 || top < 0) {
            throw new IllegalArgumentException("A corner lies at 0,0 or further in; it was " + left + "," + top + ".");
        }
    }

    @Override
    public Area in(Picture picture, Size size) {
        return Area.of(
                Math.min(left, picture.width() - size.width()), Math.min(top, picture.height() - size.height()), size);
    }

    @Override
    public Place scaled(double factor) {
        return new Corner((int) Math.round(left * factor), (int) Math.round(top * factor));
    }
}
