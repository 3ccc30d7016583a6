package imaging;

/** Sniff, probe, limits, memory, engine: one call an image. Thread-safe. */
public final class Pipeline {
    private final Engine engine;

    public Pipeline(Engine engine, Limits limits, MemoryBudget budget) {
        this.engine = engine;
    }

    /** Name and version of the engine. */
    public String engine() {
        return engine.name();
    }

    /**
     * @throws RejectedImageException the picture's fault: refused for good
     * @throws BusyException no memory within the waiting time: come again
     * @throws DeadlineException it took too long
     */
    public Rendition render(byte[] original, Recipe recipe) throws RejectedImageException {
        return engine.render(original, new HeaderProbe().probe(original), recipe, Deadline.in(java.time.Duration.ZERO));
    }
}
