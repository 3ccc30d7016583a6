package imaging;

import java.util.Optional;

/** How a picture is brought to a box: to what size it is scaled, never up, and what follows. Immutable values. */
public sealed interface Shape {
    Size box();

    /** The word in recipes and receipts. */
    String name();

    /** What a picture is scaled to, with its proportions kept. */
    Size scaled(Size picture);

    /** What is done to the scaled picture. */
    default Optional<Step> then(Size scaled) {
        return Optional.empty();
    }

    /** Whether an opaque picture becomes one with transparency. */
    default boolean veils() {
        return false;
    }

    /** The size of what comes out. */
    default Size result(Size picture) {
        Size scaled = scaled(picture);
        return then(scaled).map(step -> step.size(scaled)).orElse(scaled);
    }

    /** All of the picture, inside the box. */
    record Fit(Size box) implements Shape {
        @Override
        public String name() {
            return "fit";
        }

        @Override
        public Size scaled(Size picture) {
            return picture.fit(box.width(), box.height());
        }
    }

    /**
     * All of the box, filled by the picture, whose rest is cut away. What a picture cannot fill is made smaller, in the
     * proportions of the box.
     */
    record Fill(Size box, Place place) implements Shape {
        @Override
        public String name() {
            return "fill";
        }

        @Override
        public Size scaled(Size picture) {
            double cover = Math.max(box.width() / (double) picture.width(), box.height() / (double) picture.height());
            return cover < 1 ? picture.scaled(cover).union(box) : picture;
        }

        @Override
        public Optional<Step> then(Size scaled) {
            return Optional.of(new Crop(box.fit(scaled.width(), scaled.height()), place));
        }
    }

    /** All of the picture, inside the box, on a background that fills the rest of it. */
    record Pad(Size box, int background, Gravity at) implements Shape {
        @Override
        public String name() {
            return "pad";
        }

        @Override
        public Size scaled(Size picture) {
            return picture.fit(box.width(), box.height());
        }

        @Override
        public Optional<Step> then(Size scaled) {
            return Optional.of(new imaging.Pad(box, background, at));
        }

        @Override
        public boolean veils() {
            return Argb.alpha(background) < 0xff;
        }
    }
}
