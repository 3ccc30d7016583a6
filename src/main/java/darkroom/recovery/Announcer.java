package darkroom.recovery;

import darkroom.model.StoredReceipt;

/** Puts receipts on {@code darkroom.receipts} once more. One thread. */
public interface Announcer extends AutoCloseable {
    /** On its way; {@link #flush} tells whether it arrived. */
    void announce(StoredReceipt receipt);

    /**
     * Waits until all are with all in-sync replicas.
     *
     * @throws org.apache.kafka.common.KafkaException where one did not get there
     */
    void flush();

    @Override
    void close();
}
