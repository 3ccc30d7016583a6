package darkroom.recovery;

/** Images of one customer in one hour. One thread. */
public final class HourCount {
    private long accepted;
    private long announced;
    private long tallied;
    private long failed;
    private long differing;

    /** Receipts, {@code ok} and {@code rejected}. */
    public long getAccepted() {
        return accepted;
    }

    /** Of these, those that were announced: they have rows, or will have when the tally writer gets there. */
    public long getAnnounced() {
        return announced;
    }

    /** Images with all rows of their receipt, and images that have rows but no receipt. */
    public long getTallied() {
        return tallied;
    }

    /** Images that failed and were not done since; they count in none of the above. */
    public long getFailed() {
        return failed;
    }

    /** Images that differ. */
    public long getDiffering() {
        return differing;
    }

    void alike(boolean isFailed) {
        if (isFailed) {
            failed++;
        } else {
            accepted++;
            announced++;
            tallied++;
        }
    }

    void differs(Difference.Kind kind, boolean isFailed) {
        differing++;
        boolean stored = kind != Difference.Kind.orphan && kind != Difference.Kind.unfinished;
        if (stored && isFailed) {
            failed++;
            return;
        }
        accepted += stored ? 1 : 0;
        announced += switch (kind) {
            case incomplete, outdated, waiting, moved, surplus, vanished -> 1;
            default -> 0;
        };
        tallied += switch (kind) {
            case moved, surplus, orphan, vanished -> 1;
            default -> 0;
        };
    }

    /** A marker of an image that was counted already. */
    void differsToo() {
        differing++;
    }

    void add(HourCount other) {
        accepted += other.accepted;
        announced += other.announced;
        tallied += other.tallied;
        failed += other.failed;
        differing += other.differing;
    }
}
