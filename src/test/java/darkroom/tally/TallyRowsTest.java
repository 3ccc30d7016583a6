package darkroom.tally;

import static darkroom.tally.Receipts.JSON;
import static darkroom.tally.Receipts.RECEIVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TallyRowsTest {
    private static final UUID ID = UUID.fromString("018f3b6e-0000-7000-8000-000000000001");
    private final TallyRows rows = new TallyRows(JSON);

    @Test
    void anImageHasOneRowAVariant() throws IOException {
        List<JsonNode> made = rowsOf(Receipts.bytes(Receipts.ok(ID, "demo", RECEIVED, 2)));
        assertThat(made).extracting(row -> row.get("variant").asText()).containsExactly("v1", "v2");
        assertThat(made).extracting(row -> row.get("variant_no").asInt()).containsExactly(1, 2);
        assertThat(made.get(1).toString())
                .isEqualTo(
                        "{\"tally_id\":\"%s\",\"image_id\":\"%s\","
                                        .formatted(made.get(1).get("tally_id").asText(), ID)
                                + "\"customer_id\":\"demo\",\"source\":\"http\",\"variant\":\"v2\",\"variant_no\":2,\"recipe\":\"web@1\","
                                + "\"input_format\":\"jpeg\",\"output_format\":\"jpeg\",\"operations\":[\"orient\",\"fit\"],"
                                + "\"outcome\":\"ok\",\"reason\":\"\",\"bytes_in\":2650000,\"bytes_out\":2000,"
                                + "\"pixels_in\":12000000,\"pixels_out\":76800,\"queue_ms\":3,\"duration_ms\":41,"
                                + "\"occurred_at\":\"2026-11-20 10:15:30.123\",\"finished_at\":\"2026-11-20 10:15:30.173\",\"kept_days\":8,\"perceptual_hash\":0}");
    }

    @Test
    void howAPictureLooksIsANumberWithoutASign() throws IOException {
        Receipt plain = Receipts.ok(ID, "demo", RECEIVED, 1);
        assertThat(looks(plain, "ffffffffffffffff").toString()).isEqualTo("18446744073709551615");
        assertThat(looks(plain, "00000000000000ff").asLong()).isEqualTo(255);
        assertThat(looks(plain, "no hash").asLong()).isZero();
        assertThat(looks(plain, null).asLong()).isZero();
    }

    private JsonNode looks(Receipt r, String phash) throws IOException {
        return rowsOf(Receipts.bytes(measured(r, phash, null))).get(0).get("perceptual_hash");
    }

    @Test
    void theCpuTimeIsInEveryRowAndInNoneWhereItIsNotKnown() throws IOException {
        Receipt plain = Receipts.ok(ID, "demo", RECEIVED, 2);
        assertThat(rowsOf(Receipts.bytes(measured(plain, null, 37L))))
                .extracting(row -> row.get("cpu_ms").asLong())
                .containsExactly(37L, 37L);
        assertThat(rowsOf(Receipts.bytes(measured(plain, null, 0L)))
                        .get(0)
                        .get("cpu_ms")
                        .asLong())
                .isZero();
        assertThat(rowsOf(Receipts.bytes(plain))).noneMatch(row -> row.has("cpu_ms"));
    }

    private static Receipt measured(Receipt r, String phash, Long cpuMillis) {
        return new Receipt(
                r.id(),
                r.customer(),
                r.source(),
                r.recipe(),
                r.engine(),
                r.outcome(),
                r.reason(),
                r.receivedAt(),
                r.finishedAt(),
                r.retainUntil(),
                r.queueMillis(),
                r.processMillis(),
                r.original(),
                r.variants(),
                new Receipt.Measures(null, null, phash),
                null,
                cpuMillis);
    }

    @Test
    void aRejectedImageOfWhichNothingIsKnownHasOneRow() throws IOException {
        Receipt unread = new Receipt(
                ID,
                "demo",
                "sqs",
                "web@1",
                "imgscalr-4.2",
                Outcome.rejected,
                "too-many-bytes",
                RECEIVED,
                RECEIVED,
                RECEIVED,
                0,
                0,
                new Receipt.Original(null, null, null, null, null, null, null),
                List.of());
        JsonNode row = rowsOf(Receipts.bytes(unread)).get(0);
        assertThat(row.get("outcome").asText()).isEqualTo("rejected");
        assertThat(row.get("reason").asText()).isEqualTo("too-many-bytes");
        assertThat(row.get("variant_no").asInt()).isEqualTo(1);
        assertThat(row.get("input_format").asText()).isEmpty();
        assertThat(row.get("pixels_in").asLong()).isZero();
        assertThat(row.get("bytes_in").asLong()).isZero();
        assertThat(row.get("kept_days").asLong()).isZero();
    }

    @Test
    void aLaterOkHasTheKeyOfTheFailureThatItReplaces() throws IOException {
        JsonNode failed =
                rowsOf(Receipts.bytes(Receipts.failed(ID, "demo", RECEIVED))).get(0);
        JsonNode ok =
                rowsOf(Receipts.bytes(Receipts.ok(ID, "demo", RECEIVED, 2))).get(0);
        assertThat(ok.get("tally_id")).isEqualTo(failed.get("tally_id"));
        assertThat(ok.get("occurred_at")).isEqualTo(failed.get("occurred_at"));
        assertThat(ok.get("finished_at").asText())
                .isGreaterThan(failed.get("finished_at").asText());
    }

    @Test
    void theSameReceiptGivesTheSameRows() throws IOException {
        byte[] receipt = Receipts.bytes(Receipts.ok(ID, "demo", RECEIVED, 3));
        assertThat(rows.of(rows.read(receipt))).isEqualTo(new TallyRows(JSON).of(rows.read(receipt)));
    }

    @Test
    void anIdIsOfTheImageAndTheNumber() throws IOException {
        List<JsonNode> made = rowsOf(Receipts.bytes(Receipts.ok(ID, "demo", RECEIVED, 1)));
        // RFC 9562 version 5: SHA-1 of the namespace's 16 bytes and "1"
        assertThat(UUID.fromString(made.get(0).get("tally_id").asText()))
                .isEqualTo(com.github.f4b6a3.uuid.UuidCreator.getNameBasedSha1(ID, "1"))
                .satisfies(id -> assertThat(id.version()).isEqualTo(5));
    }

    @Test
    void textIsEscapedAndStaysOnItsLine() throws IOException {
        ObjectNode receipt = tree();
        receipt.put("reason", "a \"quote\", a \\, a\nline, a \0, a ' and {d '2020-01-01'} ? ;");
        List<JsonNode> made = rowsOf(bytes(receipt));
        assertThat(made).hasSize(2);
        assertThat(made.get(0).get("reason").asText())
                .isEqualTo(receipt.get("reason").asText());
    }

    @Test
    void whatALaterVersionAddsIsNoMistake() throws IOException {
        assertThat(rowsOf(bytes(tree().put("colour", "blue")))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "customer", "outcome", "receivedAt", "finishedAt", "variants"})
    void aReceiptNeeds(String field) throws IOException {
        byte[] receipt = bytes(tree().without(List.of(field)));
        assertThatThrownBy(() -> rows.of(rows.read(receipt)))
                .isInstanceOfAny(IOException.class, IllegalArgumentException.class)
                .satisfies(error -> assertThat(error.getClass()).isNotEqualTo(NullPointerException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"receipt\"", "{}", "not json", "{\"id\":", "{} {}"})
    void isNoReceipt(String value) {
        assertThatThrownBy(() -> rows.read(value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "customer, ../x",
        "customer, ''",
        "receivedAt, 1969-12-31T23:59:59.999Z",
        "receivedAt, 2106-02-07T06:28:16Z",
        "finishedAt, +1000000000-12-31T23:59:59Z",
    })
    void refusesWhatWouldBeStoredAsSomethingElse(String field, String value) throws IOException {
        byte[] receipt = bytes(tree().put(field, value));
        assertThatThrownBy(() -> rows.of(rows.read(receipt)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field);
    }

    @Test
    void refusesANegativeSize() throws IOException {
        ObjectNode receipt = tree();
        receipt.withObject("original").put("bytes", -1);
        assertThatThrownBy(() -> rows.of(rows.read(bytes(receipt)))).hasMessageContaining("original.bytes is -1");
    }

    @Test
    void clocksThatDisagreeCostNoRow() throws IOException {
        JsonNode row = rowsOf(bytes(tree().put("queueMillis", -7).put("processMillis", Long.MAX_VALUE)))
                .get(0);
        assertThat(row.get("queue_ms").asLong()).isZero();
        assertThat(row.get("duration_ms").asLong()).isEqualTo(4_294_967_295L);
    }

    private List<JsonNode> rowsOf(byte[] receipt) throws IOException {
        String lines = rows.of(rows.read(receipt));
        assertThat(lines).endsWith("\n");
        List<JsonNode> read = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            read.add(JSON.readTree(line));
        }
        return read;
    }

    private static ObjectNode tree() throws IOException {
        return (ObjectNode) JSON.readTree(Receipts.bytes(Receipts.ok(ID, "demo", RECEIVED, 2)));
    }

    private static byte[] bytes(JsonNode receipt) throws IOException {
        return JSON.writeValueAsBytes(receipt);
    }
}
