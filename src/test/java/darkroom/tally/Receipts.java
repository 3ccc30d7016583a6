package darkroom.tally;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Receipts for tests, and their JSON as the archive writes it. */
final class Receipts {
    /** Configured as Spring Boot does: times as RFC 3339 strings. */
    static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    static final Instant RECEIVED = Instant.parse("2026-11-20T10:15:30.123Z");

    private Receipts() {}

    static Receipt ok(UUID id, String customer, Instant received, int variants) {
        List<Receipt.Variant> made = new ArrayList<>();
        for (int no = 1; no <= variants; no++) {
            made.add(new Receipt.Variant(
                    "v" + no,
                    "jpeg",
                    320,
                    240,
                    1000L * no,
                    "ab",
                    List.of("orient", "fit"),
                    "/v1/images/" + id + "/v" + no));
        }
        return receipt(id, customer, Outcome.ok, null, received, received.plusMillis(50), made);
    }

    static Receipt failed(UUID id, String customer, Instant received) {
        return receipt(id, customer, Outcome.failed, "processing-failed", received, received.plusMillis(20), List.of());
    }

    static Receipt receipt(
            UUID id,
            String customer,
            Outcome outcome,
            String reason,
            Instant received,
            Instant finished,
            List<Receipt.Variant> variants) {
        return new Receipt(
                id,
                customer,
                "http",
                "web@1",
                "imgscalr-4.2",
                outcome,
                reason,
                received,
                finished,
                finished.plusSeconds(8 * 86_400),
                3,
                41,
                new Receipt.Original("jpeg", 4000, 3000, 1, 2_650_000L, "cd", null),
                variants);
    }

    /** The same as the replay of another image. */
    static Receipt replay(UUID of, Receipt r) {
        return new Receipt(
                r.id(),
                r.customer(),
                r.source(),
                "web@2",
                r.engine(),
                r.outcome(),
                r.reason(),
                r.receivedAt(),
                r.finishedAt(),
                r.retainUntil(),
                0,
                r.processMillis(),
                r.original(),
                r.variants(),
                null,
                of,
                r.cpuMillis());
    }

    static byte[] bytes(Receipt receipt) {
        try {
            return JSON.writeValueAsBytes(receipt);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static Tally tally(Receipt receipt) {
        byte[] value = bytes(receipt);
        try {
            return Tally.of(
                    new ReceiptRecord(null, value, java.util.Map.of(), "darkroom.receipts", 0, 0, null),
                    new TallyRows(JSON).of(receipt),
                    receipt.finishedAt());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
