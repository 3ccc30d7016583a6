package darkroom.recovery;

import darkroom.model.ArchivedImage;
import darkroom.model.SideBySide;
import darkroom.model.StoredReceipt;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Announces receipts of the archive again, so that the rows of a period can be made from S3 alone. The same receipt makes the
 * same rows, so it may be done at any time, twice, and while images come in. Failed images are announced by the newest record
 * of their failure. What takes part was received or stored in the period; an image that was stored more than a day after
 * it was received is found by when it was stored. One thread.
 */
public final class ReceiptReplay {
    private static final int AT_ONCE = 500;

    private final ReceiptStore archive;
    private final SideBySide reads;
    private final Announcer announcer;
    private final int atOnce;

    /** @param announcer one that does nothing for a dry run */
    public ReceiptReplay(ReceiptStore archive, SideBySide reads, Announcer announcer) {
        this(archive, reads, announcer, AT_ONCE);
    }

    /** @param atOnce receipts between two places from which to go on */
    ReceiptReplay(ReceiptStore archive, SideBySide reads, Announcer announcer, int atOnce) {
        this.archive = archive;
        this.reads = reads;
        this.announcer = announcer;
        this.atOnce = atOnce;
    }

    /**
     * @param announced receipts and records of failures
     * @param unreadable {@code customer/id} of images whose receipt is none
     */
    public record Result(long announced, List<String> unreadable) {
        public Result {
            unreadable = List.copyOf(unreadable);
        }
    }

    /** How many objects are to be read, by the listing alone. */
    public long count(Period period, String after) {
        long count = 0;
        Iterator<ArchivedImage> images = archive.images(period.customer(), after);
        while (images.hasNext()) {
            count += period.isNear(images.next()) ? 1 : 0;
        }
        return count;
    }

    /**
     * @param after {@code customer/id} of the image to go on behind, or null
     * @throws org.apache.kafka.common.KafkaException where Kafka does not take them: go on from the progress' place
     */
    public Result run(Period period, String after, Progress progress) {
        Iterator<ArchivedImage> images = archive.images(period.customer(), after);
        List<ArchivedImage> next = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        long announced = 0;
        while (images.hasNext()) {
            ArchivedImage image = images.next();
            if (period.isNear(image)) {
                next.add(image);
            }
            if (next.size() == atOnce || (!images.hasNext() && !next.isEmpty())) {
                announced += announce(period, next, unreadable);
                ArchivedImage last = next.get(next.size() - 1);
                progress.done(next.size(), last.customer() + '/' + last.id());
                next.clear();
            }
        }
        return new Result(announced, unreadable);
    }

    private long announce(Period period, List<ArchivedImage> images, List<String> unreadable) {
        List<Optional<StoredReceipt>> receipts = reads.all(images, image -> read(image, unreadable));
        long announced = 0;
        for (int i = 0; i < images.size(); i++) {
            StoredReceipt stored = receipts.get(i).orElse(null);
            boolean inside = stored != null
                    && (period.holds(stored.receipt().receivedAt())
                            || period.holds(images.get(i).endedAt()));
            if (inside) {
                announcer.announce(stored);
                announced++;
            }
        }
        announcer.flush();
        return announced;
    }

    private StoredReceipt read(ArchivedImage image, List<String> unreadable) {
        try {
            return archive.stored(image.customer(), image.id());
        } catch (UncheckedIOException none) {
            synchronized (unreadable) {
                unreadable.add(image.customer() + '/' + image.id());
            }
            return null;
        }
    }
}
