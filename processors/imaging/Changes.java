package imaging;

/** Where two pictures of one size differ. */
final class Changes {
    /** Whether a pixel counts. */
    interface Difference {
        boolean is(int before, int after);
    }

    private Changes() {}

    /** The smallest area with all pixels that count; null if there are none. */
    static Area between(int[] before, int[] after, Size size, Difference difference) {
        int width = size.width();
        int left = width;
        int right = -1;
        int top = -1;
        int bottom = -1;
        for (int y = 0, row = 0; y < size.height(); y++, row += width) {
            int first = 0;
            while (first < width && !difference.is(before[row + first], after[row + first])) {
                first++;
            }
            if (first < width) {
                int last = width - 1;
                while (!difference.is(before[row + last], after[row + last])) {
                    last--;
                }
                left = Math.min(left, first);
                right = Math.max(right, last);
                top = top < 0 ? y : top;
                bottom = y;
            }
        }
        return top < 0 ? null : new Area(left, top, right - left + 1, bottom - top + 1);
    }

    /** The smallest area that holds both; null is none. */
    static Area union(Area a, Area b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        int left = Math.min(a.left(), b.left());
        int top = Math.min(a.top(), b.top());
        return new Area(
                left,
                top,
                Math.max(a.left() + a.width(), b.left() + b.width()) - left,
                Math.max(a.top() + a.height(), b.top() + b.height()) - top);
    }
}
