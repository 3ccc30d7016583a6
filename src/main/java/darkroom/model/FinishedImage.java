package darkroom.model;

import java.util.List;

/**
 * What work on one image made: the objects to keep first, then the receipt that makes it done.
 *
 * @param detail why the picture was refused, or which of a company's steps failed, in words that are safe to show; else null
 */
public record FinishedImage(List<StoredObject> objects, Receipt receipt, String detail) {
    public FinishedImage {
        objects = List.copyOf(objects);
    }
}
