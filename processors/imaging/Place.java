package imaging;

/** Says where in a picture a smaller rectangle lies. Implementations are thread-safe and keep nothing. */
public interface Place {
    /** @param size no larger than the picture, neither way */
    Area in(Picture picture, Size size);

    /** The same place in a picture that is {@code factor} times as large. */
    default Place scaled(double factor) {
        return this;
    }
}
