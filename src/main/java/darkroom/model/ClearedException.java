package darkroom.model;

/** A notice that names no version is of an object that is not there any more: it was done and cleared, or taken back. */
public final class ClearedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ClearedException(String object) {
        super(object + " is not there any more: it was done and cleared, or its sender took it back");
    }
}
