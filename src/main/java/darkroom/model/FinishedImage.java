package darkroom.model;

import java.util.List;

/** What work on one image made: the objects to keep first, then the receipt that makes it done. */
public record FinishedImage(List<StoredObject> objects, Receipt receipt) {
    public FinishedImage {
        objects = List.copyOf(objects);
    }
}
