package darkroom.model;

/** What was handed in is of a customer who was erased: it is dropped, and nothing of it is kept, no dead letter either. */
public final class ErasedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ErasedException(String customer) {
        super("of the customer " + customer + ", who was erased");
    }
}
