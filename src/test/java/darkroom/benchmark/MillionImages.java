package darkroom.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An archive that is made up as it is listed: images of some customers, two variants and a receipt each, all received within
 * one hour. Ids rise with the number of the image, so that SQL can make the same. Immutable.
 */
final class MillionImages implements S3Client {
    static final Instant AT = Instant.parse("2026-11-20T10:15:30Z");
    private static final int PAGE = 1000;
    private static final List<String> NAMES = List.of("receipt.json", "thumb.jpg", "web.jpg");

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final int images;
    private final int customers;
    private final int step;

    /**
     * @param images a multiple of the customers
     * @param customers at most 100
     */
    MillionImages(int images, int customers) {
        this.images = images;
        this.customers = customers;
        this.step = (int) (0xFFFF_FFFFL / images);
    }

    /** Rows of all images but one in a number, which has none. */
    String insert(int missing) {
        return """
                INSERT INTO darkroom.image_tallies (tally_id, image_id, customer_id, variant, variant_no, outcome, occurred_at,
                    finished_at)
                SELECT generateUUIDv4(), toUUID(concat(lower(leftPad(hex(toUInt32(image * %d)), 8, '0')),
                        '-0000-5000-8000-', lower(leftPad(hex(toUInt32(image)), 12, '0')))),
                    concat('c', leftPad(toString(image %% %d), 2, '0')), if(no = 1, 'web', 'thumb'), no, 'ok',
                    toDateTime64('2026-11-20 10:15:30', 3, 'UTC'), toDateTime64('2026-11-20 10:15:31', 3, 'UTC')
                FROM (SELECT intDiv(number, 2) AS image, number %% 2 + 1 AS no FROM numbers(%d))
                WHERE image %% %d != 7""".formatted(step, customers, 2L * images, missing);
    }

    private UUID id(long image) {
        return new UUID((image * step) << 32 | 0x5000, 0x8000L << 48 | image);
    }

    private String customer(long image) {
        return "c%02d".formatted(image % customers);
    }

    /** The n-th object in the order of keys. */
    private S3Object object(long n) {
        long position = n / NAMES.size();
        long each = images / customers;
        long image = position % each * customers + position / each;
        return S3Object.builder()
                .key("archive/" + customer(image) + "/" + id(image) + "/" + NAMES.get((int) (n % NAMES.size())))
                .lastModified(AT.plusSeconds(1))
                .build();
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request r) {
        if (!r.prefix().startsWith("archive/")) {
            return ListObjectsV2Response.builder().isTruncated(false).build();
        }
        long first = r.continuationToken() == null ? 0 : Long.parseLong(r.continuationToken());
        long end = Math.min(first + PAGE, (long) NAMES.size() * images);
        List<S3Object> page = new ArrayList<>(PAGE);
        for (long n = first; n < end; n++) {
            page.add(object(n));
        }
        boolean more = end < (long) NAMES.size() * images;
        return ListObjectsV2Response.builder()
                .contents(page)
                .isTruncated(more)
                .nextContinuationToken(more ? Long.toString(end) : null)
                .build();
    }

    @Override
    public <T> T getObject(GetObjectRequest r, ResponseTransformer<GetObjectResponse, T> transformer) {
        String[] part = r.key().split("/");
        if (!part[3].equals("receipt.json")) {
            throw NoSuchKeyException.builder().statusCode(404).build();
        }
        Receipt.Variant variant = new Receipt.Variant("web", "jpeg", 1, 1, 1, "ab", List.of(), "/");
        Receipt receipt = new Receipt(
                UUID.fromString(part[2]),
                part[1],
                "kafka",
                "web@1",
                "imgscalr-4.2",
                Outcome.ok,
                null,
                AT,
                AT.plusSeconds(1),
                AT.plusSeconds(8 * 86_400),
                1,
                1,
                null,
                List.of(variant, variant));
        try {
            return transformer.transform(
                    GetObjectResponse.builder().build(),
                    AbortableInputStream.create(new ByteArrayInputStream(json.writeValueAsBytes(receipt))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}
}
