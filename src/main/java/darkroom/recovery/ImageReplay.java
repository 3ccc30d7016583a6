package darkroom.recovery;

import darkroom.model.ArchivedImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import darkroom.model.StoredReceipt;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Time travel: images of a period whose original was kept are made again by another recipe, each as an image of its own that
 * names the one it is a replay of. Only what came in itself is replayed, so that a replay is never one of a replay. What the
 * new image is called follows from the old one and from the recipe: whoever runs this twice, or at once, makes nothing twice.
 * One thread.
 */
public final class ImageReplay {
    private static final int AT_ONCE = 500;

    private final ReceiptStore archive;
    private final SideBySide reads;
    private final Work work;

    public ImageReplay(ReceiptStore archive, SideBySide reads, Work work) {
        this.archive = archive;
        this.reads = reads;
        this.work = work;
    }

    /** What became of one image. */
    public enum Fate {
        /** Made again. */
        ok,
        /** Made again, and refused: its limits are others by now. */
        rejected,
        /** The work failed. */
        failed,
        /** Somebody else may be at work on it. */
        busy,
        /** Would be made again. */
        due,
        /** Made again by an earlier run. */
        before,
        /** The recipe made it in the first place. */
        already,
        /** Its recipe did not keep the original, or the time of that is over. */
        without
    }

    /** What a replay does with an image. */
    @FunctionalInterface
    public interface Work {
        /** @param of an image that is done, and whose original its recipe kept */
        Fate again(Receipt of);
    }

    /**
     * Which images, and by what.
     *
     * @param name of the recipe that they were made by; null for any
     * @param version of it; null for any
     * @param recipe that makes them again, such as {@code web@2}
     */
    public record Wish(String name, Integer version, String recipe) {
        boolean wants(String made) {
            int at = made.lastIndexOf('@');
            return (name == null || name.equals(made.substring(0, at)))
                    && (version == null || made.substring(at + 1).equals(version.toString()));
        }
    }

    /**
     * @param fates how many images came to which end
     * @param recipes how many images of the period were made by which recipe, wanted or not
     * @param unreadable {@code customer/id} of images whose receipt is none
     */
    public record Result(Map<Fate, Long> fates, Map<String, Long> recipes, List<String> unreadable) {
        public Result {
            fates = Map.copyOf(fates);
            recipes = new TreeMap<>(recipes);
            unreadable = List.copyOf(unreadable);
        }

        public long count(Fate fate) {
            return fates.getOrDefault(fate, 0L);
        }
    }

    /** How many receipts are to be read, by the listing alone. */
    public long count(Period period, String after) {
        long count = 0;
        Iterator<ArchivedImage> images = archive.images(period.customer(), after);
        while (images.hasNext()) {
            count += isDone(period, images.next()) ? 1 : 0;
        }
        return count;
    }

    /** @param after {@code customer/id} of the image to go on behind, or null */
    public Result run(Period period, Wish wish, String after, Progress progress) {
        Run run = new Run(period, wish, progress);
        Iterator<ArchivedImage> images = archive.images(period.customer(), after);
        List<ArchivedImage> next = new ArrayList<>();
        while (images.hasNext()) {
            ArchivedImage image = images.next();
            if (isDone(period, image)) {
                next.add(image);
            }
            if (next.size() == AT_ONCE || !images.hasNext()) {
                run.all(next);
                next.clear();
            }
        }
        return new Result(run.fates, run.recipes, run.unreadable);
    }

    private static boolean isDone(Period period, ArchivedImage image) {
        return image.receiptAt() != null && period.isNear(image);
    }

    private final class Run {
        private final Period period;
        private final Wish wish;
        private final Progress progress;
        private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        private final Map<String, Long> recipes = new TreeMap<>();
        private final List<String> unreadable = new ArrayList<>();

        Run(Period period, Wish wish, Progress progress) {
            this.period = period;
            this.wish = wish;
            this.progress = progress;
        }

        /** @param receipt null where there is none any more */
        private record Read(Receipt receipt) {}

        /** Receipts are read side by side, and worked on one after the other. */
        void all(List<ArchivedImage> images) {
            List<Optional<Read>> receipts = reads.all(images, this::read);
            for (int i = 0; i < images.size(); i++) {
                ArchivedImage image = images.get(i);
                String place = image.customer() + '/' + image.id();
                Optional<Read> read = receipts.get(i);
                if (read.isEmpty()) {
                    unreadable.add(place);
                }
                read.map(Read::receipt)
                        .filter(r -> period.holds(r.receivedAt()) || period.holds(image.endedAt()))
                        .ifPresent(this::one);
                progress.done(1, place);
            }
        }

        private Read read(ArchivedImage image) {
            try {
                StoredReceipt stored = archive.stored(image.customer(), image.id());
                return new Read(stored == null ? null : stored.receipt());
            } catch (UncheckedIOException none) {
                return null;
            }
        }

        private void one(Receipt receipt) {
            if (receipt.outcome() != Outcome.ok || receipt.replayOf() != null) {
                return; // nothing was made of it, or it was made of another one that is on the list
            }
            recipes.merge(receipt.recipe(), 1L, Long::sum);
            if (wish.wants(receipt.recipe())) {
                fates.merge(fate(receipt), 1L, Long::sum);
            }
        }

        private Fate fate(Receipt receipt) {
            if (receipt.recipe().equals(wish.recipe())) {
                return Fate.already;
            }
            boolean kept = receipt.original() != null && receipt.original().href() != null;
            return kept ? work.again(receipt) : Fate.without;
        }
    }
}
