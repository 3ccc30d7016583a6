package darkroom.model;

/** What was handed in was taken back by its customer before anybody worked on it: it is dropped, and is no dead letter. */
public final class TakenBackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TakenBackException() {
        super("taken back by its customer");
    }
}
