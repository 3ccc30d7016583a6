package imaging;

/** Turns the picture clockwise by quarters: no pixel changes but its place. */
final class Rotate implements Step {
    private final Turn turn;

    /** @param degrees clockwise: 90, 180 or 270 */
    Rotate(int degrees) {
        this.turn = new Turn(
                switch (degrees) {
                    case 90 -> 6;
                    case 180 -> 3;
                    case 270 -> 8;
                    default ->
                        throw new IllegalArgumentException(
                                "A picture is rotated by 90, 180 or 270 degrees; it was " + degrees + ".");
                });
    }

    @Override
    public String name() {
        return "rotate";
    }

    @Override
    public Size size(Size before) {
        return before.turned(turn.orientation());
    }

    @Override
    public Picture apply(Picture picture) {
        return turn.of(picture);
    }
}
