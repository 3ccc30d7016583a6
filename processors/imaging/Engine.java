package imaging;

import java.util.Set;

/**
 * Turns one original into the variants of a recipe. Engines are interchangeable: same recipes, same limits, same
 * refusals; bytes may differ, so {@link #name} belongs to every receipt. Implementations are thread-safe and
 * deterministic: the same bytes and recipe give the same variants.
 */
public interface Engine {
    /** Name and version, such as {@code imgscalr-4.2}. */
    String name();

    Set<Format> reads();

    Set<Format> writes();

    /** Bytes of memory, on the heap or beside it, that {@link #render} takes at its peak. Never too few. */
    long memoryNeeded(Header header, Recipe recipe);

    /**
     * @param original not modified, and not kept
     * @param header as {@link HeaderProbe} read it from {@code original}, within the limits
     * @throws RejectedImageException if the bytes are not what their header promised
     * @throws DeadlineException if the deadline passes
     */
    Rendition render(byte[] original, Header header, Recipe recipe, Deadline deadline) throws RejectedImageException;
}
