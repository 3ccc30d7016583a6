package darkroom.access.quota;

/**
 * What a customer may take; 0 = as much as it likes.
 *
 * @param requestsPerSecond on average, of all replicas together
 * @param burst requests at once after a quiet time; 0 = those of two seconds
 * @param concurrent requests in work at once, of all replicas together
 * @param bytesADay of originals, by the day in UTC
 * @param imagesAMonth by the month in UTC
 */
public record Plan(int requestsPerSecond, int burst, int concurrent, long bytesADay, long imagesAMonth) {
    /** Without a limit. */
    public static final Plan UNLIMITED = new Plan(0, 0, 0, 0, 0);

    public Plan {
        if (requestsPerSecond < 0 || burst < 0 || concurrent < 0 || bytesADay < 0 || imagesAMonth < 0) {
            throw new IllegalArgumentException("no limit may be negative; 0 = none");
        }
    }

    Plan withImages(long images) {
        return new Plan(requestsPerSecond, burst, concurrent, bytesADay, images);
    }

    /** Whether what was done before has to be known. */
    boolean isCounted() {
        return bytesADay > 0 || imagesAMonth > 0;
    }

    long bucket() {
        return burst > 0 ? burst : 2L * requestsPerSecond;
    }
}
