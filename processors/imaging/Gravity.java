package imaging;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A corner, an edge or the middle of a picture. Where a half pixel is left over it goes to the right and below. */
public enum Gravity implements Place {
    CENTRE(1, 1),
    NORTH(1, 0),
    NORTH_EAST(2, 0),
    EAST(2, 1),
    SOUTH_EAST(2, 2),
    SOUTH(1, 2),
    SOUTH_WEST(0, 2),
    WEST(0, 1),
    NORTH_WEST(0, 0);

    private final int right;
    private final int down;

    /** Both in halves of the room that there is. */
    Gravity(int right, int down) {
        this.right = right;
        this.down = down;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Gravity::word).toList();
    }

    /** @throws IllegalArgumentException for another word than those */
    static Gravity of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The word in recipes, such as {@code north-east}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Area in(Picture picture, Size size) {
        return in(picture.size(), size);
    }

    Area in(Size whole, Size size) {
        return Area.of((whole.width() - size.width()) * right / 2, (whole.height() - size.height()) * down / 2, size);
    }
}
