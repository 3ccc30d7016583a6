package darkroom.tally;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.github.f4b6a3.uuid.UuidCreator;
import darkroom.model.CustomerIds;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Receipts as rows of {@code image_tallies}, in ClickHouse's format JSONEachRow: one a variant, or one for an image that
 * has none. The same receipt gives the same rows, byte for byte. Thread-safe.
 *
 * <p>Ranges are checked here, because ClickHouse does not: a number that is too large for its column wraps around
 * silently, and a date that is too far away becomes another date.
 */
final class TallyRows {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final long MAX_UINT32 = 0xFFFF_FFFFL;
    private static final int MAX_UINT16 = 0xFFFF;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");
    /** How far two clocks are apart at the most, each a day from the right time. */
    private static final Duration CLOCKS = Duration.ofDays(2);

    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    /** What DateTime holds, and with it the table's TTL: seconds since 1970 in 32 bits. */
    private static final Instant LATEST = Instant.ofEpochSecond(MAX_UINT32);

    private final ObjectReader receipts;
    private final JsonFactory json;

    TallyRows(ObjectMapper json) {
        this.receipts = json.readerFor(Receipt.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.json = json.getFactory();
    }

    /**
     * @throws IOException if the bytes are no JSON, or not of a receipt's shape
     * @throws IllegalArgumentException if a field that rows need is missing or out of its range, naming it
     */
    Receipt read(byte[] value) throws IOException {
        Receipt receipt = receipts.readValue(value);
        check(receipt);
        return receipt;
    }

    /**
     * @param receipt that {@link #read} has read
     * @return lines, each ended by a line feed
     * @throws IllegalArgumentException if a number is out of its range, naming it
     */
    String of(Receipt receipt) throws IOException {
        StringWriter lines =
                new StringWriter(512 * Math.max(1, receipt.variants().size()));
        try (JsonGenerator row = json.createGenerator(lines)) {
            row.setRootValueSeparator(null);
            if (receipt.variants().isEmpty()) {
                write(row, receipt, 1, null);
            }
            int number = 0;
            for (Receipt.Variant variant : receipt.variants()) {
                write(row, receipt, ++number, variant);
            }
        }
        return lines.toString();
    }

    private static void check(Receipt receipt) {
        require(receipt != null, "receipt", receipt);
        require(receipt.id() != null, "id", receipt.id());
        require(receipt.customer() != null && CustomerIds.isId(receipt.customer()), "customer", receipt.customer());
        require(receipt.outcome() != null, "outcome", receipt.outcome());
        require(storable(receipt.receivedAt()), "receivedAt", receipt.receivedAt());
        require(storable(receipt.finishedAt()), "finishedAt", receipt.finishedAt());
        require(
                receipt.variants().size() <= MAX_UINT16,
                "number of variants",
                receipt.variants().size());
    }

    private static void write(JsonGenerator row, Receipt receipt, int number, Receipt.Variant variant)
            throws IOException {
        Receipt.Original original = receipt.original() == null
                ? new Receipt.Original(null, null, null, null, null, null, null)
                : receipt.original();
        row.writeStartObject();
        row.writeStringField("tally_id", id(receipt.id(), number).toString());
        row.writeStringField("image_id", receipt.id().toString());
        row.writeStringField("customer_id", receipt.customer());
        row.writeStringField("source", text(receipt.source()));
        row.writeStringField("variant", variant == null ? "" : text(variant.name()));
        row.writeNumberField("variant_no", number);
        row.writeStringField("recipe", text(receipt.recipe()));
        row.writeStringField("input_format", text(original.format()));
        row.writeStringField("output_format", variant == null ? "" : text(variant.format()));
        row.writeArrayFieldStart("operations");
        for (String operation : variant == null ? List.<String>of() : variant.operations()) {
            row.writeString(operation);
        }
        row.writeEndArray();
        row.writeStringField("outcome", receipt.outcome().name());
        row.writeStringField("reason", text(receipt.reason()));
        row.writeNumberField("bytes_in", original.bytes() == null ? 0 : size("original.bytes", original.bytes()));
        row.writeNumberField("bytes_out", variant == null ? 0 : size("bytes", variant.bytes()));
        row.writeNumberField("pixels_in", pixels(original.width(), original.height()));
        row.writeNumberField("pixels_out", variant == null ? 0 : pixels(variant.width(), variant.height()));
        row.writeNumberField("queue_ms", duration(receipt.queueMillis()));
        row.writeNumberField("duration_ms", duration(receipt.processMillis()));
        if (receipt.cpuMillis() != null) {
            row.writeNumberField("cpu_ms", duration(receipt.cpuMillis()));
        }
        row.writeStringField("occurred_at", TIME.format(receipt.receivedAt()));
        row.writeStringField("finished_at", TIME.format(version(receipt)));
        if (receipt.replayOf() != null) {
            row.writeStringField("replay_of", receipt.replayOf().toString());
        }
        row.writeNumberField("kept_days", variant == null ? 0 : keptDays(receipt));
        row.writeFieldName("perceptual_hash");
        row.writeNumber(looks(receipt.measures()));
        row.writeEndObject();
        row.writeRaw('\n');
    }

    /**
     * The newest row of an image stays. That is to be the one of its receipt, also where a replica that stood still records a
     * failure after another has done the image, or by a clock that is a day ahead: so a failure has the time at which the
     * image came, less a margin for clocks.
     */
    private static Instant version(Receipt receipt) {
        if (receipt.outcome() != Outcome.failed) {
            return receipt.finishedAt();
        }
        Instant earliest =
                receipt.receivedAt().isBefore(receipt.finishedAt()) ? receipt.receivedAt() : receipt.finishedAt();
        Instant version = earliest.minus(CLOCKS);
        return version.isBefore(Instant.EPOCH) ? Instant.EPOCH : version;
    }

    /** The same for every replay of the same image and variant number. */
    static UUID id(UUID image, int number) {
        return UuidCreator.getNameBasedSha1(image, Integer.toString(number));
    }

    /** The whole days from the end of the work on; what is locked for 8 days is. */
    private static long keptDays(Receipt receipt) {
        if (receipt.retainUntil() == null) {
            return 0;
        }
        long days = Duration.between(receipt.finishedAt(), receipt.retainUntil())
                .plus(HALF_A_DAY)
                .toDays();
        return Math.min(MAX_UINT16, Math.max(0, days));
    }

    /** The perceptual hash as a number without a sign; 0 where none was asked for, or where it is none. */
    private static BigInteger looks(Receipt.Measures measures) {
        String hash = measures == null ? null : measures.phash();
        return hash != null && HASH.matcher(hash).matches() ? new BigInteger(hash, 16) : BigInteger.ZERO;
    }

    private static String text(String maybe) {
        return maybe == null ? "" : maybe;
    }

    private static long pixels(Integer width, Integer height) {
        if (width == null || height == null) {
            return 0;
        }
        return size("width", width) * size("height", height);
    }

    private static long size(String field, long value) {
        require(value >= 0, field, value);
        return value;
    }

    /** Two clocks are subtracted for it, and clocks differ: no reason to lose the row. */
    private static long duration(long millis) {
        return Math.min(MAX_UINT32, Math.max(0, millis));
    }

    private static boolean storable(Instant time) {
        return time != null && !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST);
    }

    private static void require(boolean right, String field, Object value) {
        if (!right) {
            throw new IllegalArgumentException("a receipt whose " + field + " is " + value);
        }
    }
}
