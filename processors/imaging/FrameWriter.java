package imaging;

/** Writes the frames of one animation, in their order, as one file. Used by one thread. */
public interface FrameWriter {
    /**
     * Bytes of memory that a writer takes, on the heap or beside it, beside the pictures that it is given. Never too few.
     *
     * @param waiting between two frames, at the most: the file so far is part of it
     * @param adding more than that, while a frame is added
     * @param finishing more than that, while the file is put together
     */
    record Memory(long waiting, long adding, long finishing) {
        /** Of a writer that no other waits beside. */
        long most() {
            return waiting + Math.max(adding, finishing);
        }
    }

    /**
     * @param frame all of the canvas as it is seen, always of the same size; stays the caller's, and is not kept
     * @param delayMillis how long it is seen; formats that count in longer units round the moment at which it ends
     * @throws IllegalStateException if the file is longer than a variant may be
     * @throws DeadlineException if the deadline passes
     */
    void add(Picture frame, int delayMillis, Deadline deadline);

    /**
     * The file; after one frame at least, and once.
     *
     * @throws IllegalStateException if it is longer than a variant may be
     */
    byte[] finish(Deadline deadline);
}
