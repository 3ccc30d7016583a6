package imaging;

/** Pixels across and down, at least one of each. */
public record Size(int width, int height) {
    public Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A size is at least 1x1; it was " + width + "x" + height + ".");
        }
    }

    /** Scaled down to fit the box with its proportions kept; never up. */
    public Size fit(int boxWidth, int boxHeight) {
        double scale = Math.min(1, Math.min(boxWidth / (double) width, boxHeight / (double) height));
        return new Size(Math.max(1, (int) Math.round(width * scale)), Math.max(1, (int) Math.round(height * scale)));
    }

    public long pixels() {
        return (long) width * height;
    }

    /** How it looks after an EXIF orientation is applied, or before. */
    public Size turned(int orientation) {
        return orientation >= 5 ? new Size(/* width= */ height, /* height= */ width) : this;
    }

    /** Rounded, at least one pixel each way. */
    public Size scaled(double factor) {
        return new Size(Math.max(1, (int) Math.round(width * factor)), Math.max(1, (int) Math.round(height * factor)));
    }

    public Size times(int factor) {
        return new Size(width * factor, height * factor);
    }

    public boolean holds(Size other) {
        return width >= other.width && height >= other.height;
    }

    /** The smallest size that holds both. */
    public Size union(Size other) {
        return new Size(Math.max(width, other.width), Math.max(height, other.height));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
