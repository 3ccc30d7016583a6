package imaging;

/** No memory for one more image, or no turn, within the time one may wait. Nothing is wrong with the picture: come again. */
public final class BusyException extends RuntimeException {
    public BusyException(String message) {
        super(message);
    }
}
