package imaging;

/** Mirrors the picture: left to right, or top to bottom. */
final class Flip implements Step {
    private final Turn turn;

    /** @param horizontal whether left and right change places; else top and bottom */
    Flip(boolean horizontal) {
        this.turn = new Turn(horizontal ? 2 : 4);
    }

    @Override
    public String name() {
        return "flip";
    }

    @Override
    public Picture apply(Picture picture) {
        return turn.of(picture);
    }
}
