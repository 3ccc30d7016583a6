package darkroom.archive;

import darkroom.model.ArchivedImage;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The images of the archive, page by page: what holds one page and one image is all the memory that it takes. They come in
 * the order of their keys, that is of {@code customer/} and then of the id as text. A page of S3 holds 1,000 objects, so an
 * image of two variants costs 3/1000 of a request. Thread-safe; what it returns is for one thread.
 */
public final class ArchiveListing {
    private static final String ROOT = "archive/";
    private static final Pattern KEY = Pattern.compile("archive/([a-z0-9-]{1,64})/([0-9a-f-]{36})/(.+)");
    private static final String RECEIPT = "receipt.json";
    private static final String FAILURE = "failed-";
    private static final String ORIGINAL = "original";

    /** What tells apart two variants of one name: see {@link ArchiveKeys#beside}. */
    private static final Pattern MARK = Pattern.compile("-[0-9a-f]{64}$");

    /** Behind every key of an image's folder. */
    private static final String END = "~";

    private final S3Client s3;
    private final String bucket;

    public ArchiveListing(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * @param customer null for all
     * @param after {@code customer/id} of the image to go on behind, or null
     */
    public Iterator<ArchivedImage> images(String customer, String after) {
        String prefix = customer == null ? ROOT : ROOT + customer + "/";
        String behind = after == null ? null : ROOT + after + "/" + END;
        return new Images(
                s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix).startAfter(behind))
                        .contents()
                        .iterator());
    }

    /** Objects of one image lie side by side. */
    private static final class Images implements Iterator<ArchivedImage> {
        private final Iterator<S3Object> objects;
        private Entry ahead;

        private record Entry(String customer, String id, String name, Instant at) {}

        Images(Iterator<S3Object> objects) {
            this.objects = objects;
            this.ahead = advance();
        }

        /** What is no object of an image is passed over. */
        private Entry advance() {
            while (objects.hasNext()) {
                S3Object object = objects.next();
                Matcher key = KEY.matcher(object.key());
                if (key.matches()) {
                    return new Entry(key.group(1), key.group(2), key.group(3), object.lastModified());
                }
            }
            return null;
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public ArchivedImage next() {
            if (ahead == null) {
                throw new NoSuchElementException();
            }
            Entry first = ahead;
            Instant receiptAt = null;
            Instant failedAt = null;
            Instant storedAt = Instant.MIN;
            Set<String> variants = new HashSet<>();
            while (ahead != null
                    && ahead.id().equals(first.id())
                    && ahead.customer().equals(first.customer())) {
                String name = ahead.name();
                if (name.equals(RECEIPT)) {
                    receiptAt = ahead.at();
                } else if (name.startsWith(FAILURE)) {
                    failedAt = later(failedAt, ahead.at());
                } else {
                    int dot = name.lastIndexOf('.');
                    String stem = dot < 0 ? name : name.substring(0, dot);
                    String variant = MARK.matcher(stem).replaceFirst("");
                    if (!variant.equals(ORIGINAL)) {
                        variants.add(variant);
                    }
                }
                storedAt = later(storedAt, ahead.at());
                ahead = advance();
            }
            return new ArchivedImage(
                    first.customer(), UUID.fromString(first.id()), receiptAt, failedAt, variants.size(), storedAt);
        }

        private static Instant later(Instant known, Instant other) {
            return known == null || other.isAfter(known) ? other : known;
        }
    }
}
