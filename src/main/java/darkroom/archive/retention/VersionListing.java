package darkroom.archive.retention;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/**
 * Pages of all versions and delete markers of a bucket, from some place on, round to that place. A sample begins in the
 * folder of a customer who is drawn by lot, at an image that is drawn by lot: ids are spread evenly (UUIDv5) or by time
 * (UUIDv7), so it begins at an even or at a late place, in turns.
 */
final class VersionListing {
    private static final String FOLDER = "archive/";

    /** More than receipts are kept. */
    private static final double OLDEST_MILLIS = 10 * 365.0 * 86_400_000;

    private final S3Client s3;
    private final String bucket;

    VersionListing(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** A place to begin a sample at; empty = the beginning, where there is nothing yet. */
    String anyPlace(RandomGenerator lot, Clock clock) {
        String customer = "";
        int customers = 0;
        for (CommonPrefix folder : s3.listObjectsV2Paginator(
                        r -> r.bucket(bucket).prefix(FOLDER).delimiter("/"))
                .commonPrefixes()) {
            // each of all so far is as likely as any other (reservoir sampling, of one)
            customer = lot.nextInt(++customers) == 0 ? folder.prefix() : customer;
        }
        if (customers == 0) {
            return "";
        }
        long most = lot.nextLong();
        if (lot.nextBoolean()) {
            // those that are kept are of the last days or of years, so the lot is drawn over the logarithm of the age
            double age = Math.exp(lot.nextDouble() * Math.log(OLDEST_MILLIS));
            most = (clock.millis() - (long) age) << Short.SIZE;
        }
        return customer + new UUID(most, lot.nextLong());
    }

    /** @param visitor says whether it wants more */
    void from(String start, Predicate<ListObjectVersionsResponse> visitor) {
        if (pages(start, null, visitor) && !start.isEmpty()) {
            pages("", start, visitor);
        }
    }

    private boolean pages(String start, String end, Predicate<ListObjectVersionsResponse> visitor) {
        String key = start.isEmpty() ? null : start;
        String version = null;
        while (true) {
            String afterKey = key;
            String afterVersion = version;
            ListObjectVersionsResponse page = s3.listObjectVersions(
                    r -> r.bucket(bucket).keyMarker(afterKey).versionIdMarker(afterVersion));
            if (!visitor.test(page)) {
                return false;
            }
            boolean last = !Boolean.TRUE.equals(page.isTruncated());
            boolean stuck = page.nextKeyMarker() != null
                    && page.nextKeyMarker().equals(afterKey)
                    && String.valueOf(page.nextVersionIdMarker()).equals(String.valueOf(afterVersion));
            if (last || stuck || (end != null && page.nextKeyMarker().compareTo(end) > 0)) {
                return true;
            }
            key = page.nextKeyMarker();
            version = page.nextVersionIdMarker();
        }
    }
}
