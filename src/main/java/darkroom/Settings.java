package darkroom;

import darkroom.access.quota.Plan;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Every knob under {@code darkroom.}; defaults and meanings stand in application.yaml. Those that only routes use
 * ({@code {{darkroom.*}}}) are not repeated here.
 */
@ConfigurationProperties("darkroom")
public record Settings(
        String recipes,
        EngineName engine,
        String vipsLibrary,
        String turbojpegLibrary,
        int attempts,
        int settleSeconds,
        int replicas,
        FairShareSettings fairShare,
        Http http,
        Access access,
        QuotaSettings quotas,
        Kafka kafka,
        Aws s3,
        Aws sqs,
        Admin admin,
        Archive archive,
        Inbox inbox,
        Uploads uploads,
        DownloadSettings downloads,
        Images images,
        Receipts receipts,
        Outage outage,
        Reconcile reconcile,
        Erase erase,
        Webhooks webhooks,
        QuarantineSettings quarantine,
        Limits limits) {

    /** Which image engine works: auto is vips where its library is found. */
    public enum EngineName {
        auto,
        vips,
        imgscalr
    }

    /**
     * @param cpuPercent of all cores, above which fewer uploads of one customer are in work at once
     * @param rememberSeconds a customer is taken to be there after its last image
     * @param countSeconds an upload in work counts as one at the most
     */
    public record FairShareSettings(int cpuPercent, int rememberSeconds, int countSeconds) {}

    /**
     * @param workers requests that are worked on at once
     * @param waiting requests that wait for their turn
     * @param comeAgainSeconds the longest that a request which there is no room for is told to stay away
     * @param waits requests of those that may wait for their image at once, for waitSeconds; three quarters of them of one customer
     * @param accessLog whether each request is a line of the log
     * @param corsOrigins whose pages may call from a browser
     * @param headSeconds in which the whole head of a request must come
     * @param bodyBytesASecond the least that a body must come with, in each window of so many seconds of waiting for it
     * @param readBytesASecond the least that an answer must be read with, likewise
     * @param warySeconds after the start, in which an upload with a key may be one that ended the last process
     */
    public record Http(
            int workers,
            int waiting,
            int comeAgainSeconds,
            int warySeconds,
            int waits,
            int waitSeconds,
            int headSeconds,
            long bodyBytesASecond,
            long readBytesASecond,
            int bodyWindowSeconds,
            boolean accessLog,
            List<String> corsOrigins) {
        public Http {
            corsOrigins = corsOrigins == null ? List.of() : List.copyOf(corsOrigins);
            if (comeAgainSeconds < 1) {
                throw new IllegalArgumentException(
                        "darkroom.http.come-again-seconds is " + comeAgainSeconds + "; give 1 or more");
            }
            if (headSeconds < 1) {
                throw new IllegalArgumentException("darkroom.http.head-seconds is " + headSeconds + "; give 1 or more");
            }
            if (bodyBytesASecond < 0 || readBytesASecond < 0 || bodyWindowSeconds < 1) {
                throw new IllegalArgumentException("darkroom.http.body-bytes-a-second is " + bodyBytesASecond
                        + ", darkroom.http.read-bytes-a-second " + readBytesASecond
                        + " and darkroom.http.body-window-seconds " + bodyWindowSeconds
                        + "; give 0 (any pace) or more for the first two, and 1 or more for the window");
            }
        }
    }

    /**
     * @param endpoint of S3 as clients see it; empty = as the app does
     * @param singleBytes the most that is sent in one request
     */
    public record Uploads(String endpoint, int expiresSeconds, long singleBytes, long partBytes) {}

    /**
     * @param redirect whether S3 hands variants out itself, by a URL that is valid for redirectSeconds
     * @param shareSeconds how long a link without a key lasts, if nobody says more; shareMostSeconds at most
     */
    public record DownloadSettings(boolean redirect, int redirectSeconds, int shareSeconds, int shareMostSeconds) {}

    /** @param hashSecret under which API keys are hashed; changing it makes every key void */
    public record Access(String hashSecret, String customersTopic, Jwt jwt) {}

    /**
     * @param issuer of tokens that count beside API keys; empty = none do
     * @param keysUrl of the issuer's JSON Web Key Set
     * @param customerClaim whose value is the customer
     * @param scopePrefix of the words of the claim scope that count here
     */
    public record Jwt(String issuer, String audience, String keysUrl, String customerClaim, String scopePrefix) {}

    /**
     * @param usual names the plan of customers whose record names none
     * @param customers by customer, instead of a plan
     */
    public record QuotaSettings(String usual, Map<String, Plan> plans, Map<String, Plan> customers) {
        public QuotaSettings {
            customers = customers == null ? Map.of() : customers; // an empty map of the file is nothing
        }
    }

    /** @param deadRecordBytes the largest record of the dead letters, with its headers */
    public record Kafka(String brokers, int deadRecordBytes) {}

    /** An S3 or SQS server. An empty endpoint is AWS's own, an empty access key the SDK's chain of credentials. */
    public record Aws(URI endpoint, String region, String accessKey, String secretKey, boolean pathStyle) {}

    /** An administrator of S3, for {@code retention} and {@code erase} alone. An empty access key is the SDK's chain of credentials. */
    public record Admin(String accessKey, String secretKey) {}

    /**
     * @param customerDays by customer, longer than the platform's
     * @param checkShare of the objects that are looked at after their PUT, 0 to 1
     * @param checkObjects that each look at all of the archive takes as its sample
     */
    public record Archive(
            String bucket,
            int retentionDays,
            Map<String, Integer> customerDays,
            int receiptDays,
            int startWaitSeconds,
            double checkShare,
            int checkObjects,
            long checkSeconds) {
        public Archive {
            customerDays = customerDays == null ? Map.of() : Map.copyOf(customerDays);
        }
    }

    /**
     * @param sweepBelowMessages that wait in the queue: with so many, what lies there most likely has its notice among them
     * @param messageBytes the most that a message of its queues may have, with its attributes
     * @param after {@code delete} or {@code keep}: what becomes of an original that is done
     */
    public record Inbox(
            String bucket,
            String queue,
            String deadQueue,
            int sweepSeconds,
            int sweepBelowMessages,
            int messageBytes,
            After after) {
        /** What becomes of an original that is done. */
        public enum After {
            delete,
            keep
        }
    }

    public record Images(String topic, String deadTopic) {}

    /** @param group of the tally writer */
    public record Receipts(String topic, String deadTopic, String group) {}

    /**
     * What is done while a dependency is away.
     *
     * @param firstMillis before a second try
     * @param mostMillis before any other
     * @param failures in a row, after which one caller at a time asks
     */
    public record Outage(long firstMillis, long mostMillis, int failures) {}

    /**
     * @param everySeconds 0 = never
     * @param settleSeconds what is younger is left for the next round
     * @param backHours of images that a round looks at
     * @param reads of receipts at once
     */
    public record Reconcile(int everySeconds, int settleSeconds, int backHours, int reads) {}

    /** @param settleSeconds that work may last which was begun before a customer was erased */
    public record Erase(int settleSeconds) {}

    /**
     * @param allowHttp besides https
     * @param allowPrivate addresses that are not public
     * @param oldestHours since a receipt was finished, for customers to be told
     * @param overlapHours for which the old secret signs, too, after a new one was made
     * @param connectMillis the most for a connection, and for its TLS handshake
     * @param totalMillis the most for a try
     * @param responseBytes the most that is read of an answer
     * @param retrySeconds behind each try that failed, separated by commas; behind the last there is none
     * @param consumers tries at once
     * @param perCustomer of them
     * @param failures in a row, after which an endpoint is left alone
     * @param downSeconds for so long; then twice as long each time,
     * @param mostDownSeconds but no longer
     */
    public record Webhooks(
            boolean allowHttp,
            boolean allowPrivate,
            int oldestHours,
            int overlapHours,
            int connectMillis,
            int totalMillis,
            int responseBytes,
            String retrySeconds,
            int consumers,
            int perCustomer,
            int failures,
            int downSeconds,
            int mostDownSeconds,
            String topic) {}

    public record QuarantineSettings(long bytesADay, int days) {}

    public record Limits(
            long httpBodyBytes,
            long kafkaValueBytes,
            long inboxObjectBytes,
            long pixels,
            int sidePixels,
            int frames,
            int animationMegapixels,
            int scans,
            long metadataBytes,
            long imageMillis,
            long variantBytes,
            long originalBytes,
            long originalWaitMillis,
            long decodeBytes,
            long decodeWaitMillis) {}
}
