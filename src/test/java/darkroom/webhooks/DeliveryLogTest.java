package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.model.BadRequestException;
import darkroom.model.Erasures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.kafka.KafkaConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryLogTest {
    private static final LogEntry ENTRY = new LogEntry(
            "acme",
            Hooks.ID + "-ok",
            Hooks.ID,
            "darkroom.image.ok",
            2,
            Instant.parse("2026-11-20T10:20:00.123456789Z"),
            "again",
            503,
            "",
            41,
            Instant.parse("2026-11-20T10:25:00Z"));

    private Erasures erasures = Erasures.NONE;
    private final DeliveryLog log = new DeliveryLog(
            Hooks.JSON,
            customer -> erasures.until(customer),
            new SimpleMeterRegistry(),
            Clock.fixed(Hooks.NOW, ZoneOffset.UTC));

    @Test
    void aTryGoesIntoTheTopicAndFromThereIntoARow() throws Exception {
        Map<String, Object> headers = new HashMap<>();
        byte[] record = log.record(ENTRY, headers);
        assertThat(headers).containsEntry(KafkaConstants.KEY, ENTRY.id());
        JsonNode row = Hooks.JSON.readTree(log.row(record));
        assertThat(row.get("customer_id").asText()).isEqualTo("acme");
        assertThat(row.get("attempted_at").asText()).isEqualTo("2026-11-20 10:20:00.123456");
        assertThat(row.get("next_at").asText()).isEqualTo("2026-11-20 10:25:00.000000");
        assertThat(log.row(record)).endsWith("}\n");
    }

    @Test
    void whatIsNoTryAndWhoIsErasedHasNoRow() throws Exception {
        assertThat(log.row(null)).isEmpty();
        assertThat(log.row("null".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(log.row("{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(log.row("x".getBytes(StandardCharsets.UTF_8))).isEmpty();
        erasures = customer -> Optional.of(ENTRY.at());
        assertThat(log.row(log.record(ENTRY, new HashMap<>()))).isEmpty();
    }

    @Test
    void aPageSaysWhereTheNextBegins() throws Exception {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(row(1_700_000_000_000_100L - i, i == 0 ? 0 : 200, i == 0 ? "timeout" : ""));
        }
        DeliveryLog.Question question = log.ask("acme", null, null);
        JsonNode page = Hooks.JSON.readTree(log.answer(rows, question));
        assertThat(page.get("deliveries")).hasSize(100);
        assertThat(page.at("/deliveries/0/status").isNull()).isTrue();
        assertThat(page.at("/deliveries/0/error").asText()).isEqualTo("timeout");
        assertThat(page.at("/deliveries/1/error").isNull()).isTrue();
        assertThat(page.at("/deliveries/1/nextAt").isNull()).isTrue();
        assertThat(page.get("before").asText()).isEqualTo("2023-11-14T22:13:20.000001Z");
        assertThat(log.ask("acme", page.get("before").asText(), null).parameters())
                .containsEntry("before", "2023-11-14 22:13:20.000001")
                .containsEntry("customer", "acme");
        assertThat(Hooks.JSON
                        .readTree(log.answer(rows.subList(0, 99), question))
                        .get("before")
                        .isNull())
                .isTrue();
    }

    private static Map<String, Object> row(long micros, int status, String error) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", Hooks.ID + "-ok");
        row.put("at", micros);
        row.put("next", 0L);
        row.put("status", status);
        row.put("error", error);
        return row;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            yesterday            |      | The query parameter before has 'yesterday', which is no time
            2026-11-20           |      | The query parameter before has '2026-11-20', which is no time
            1969-12-31T23:59:59Z |      | The query parameter before has '1969-12-31T23:59:59Z', which is no time
            9999-01-01T00:00:00Z |      | The query parameter before has '9999-01-01T00:00:00Z', which is no time
                                 | fine | The query parameter outcome has 'fine'; give one of delivered, again, dead
            """)
    void saysWhatIsWrong(String before, String outcome, String what) {
        assertThatThrownBy(() -> log.ask("acme", before, outcome))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(what);
    }
}
