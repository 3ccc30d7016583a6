package darkroom.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import darkroom.model.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder().findAndAddModules().build();

    @Test
    void textIsShownAsItIsButCannotActOnATerminal() {
        String shown = letter("{\"a\":\"\u001b[31m\u00e9\"}\n".getBytes(StandardCharsets.UTF_8))
                .shown();

        assertThat(shown).startsWith("darkroom_reason: bad\\u000a\n").doesNotContain("\u001b");
    }

    @Test
    void bytesAreShownInHexadecimalAndNoMoreThanABeginning() {
        byte[] bytes = new byte[100];
        bytes[0] = (byte) 0xff;

        assertThat(letter(bytes).shown()).contains("100 bytes\nff 00 00").endsWith("00 ...");
        assertThat(letter(null).shown()).endsWith("0 bytes\n");
        assertThat(letter("x".repeat(9000).getBytes(StandardCharsets.UTF_8)).shown())
                .hasSizeLessThan(4300)
                .endsWith("x ...");
    }

    @Test
    void whatCouldOnlyComeBackSaysWhy() {
        byte[] demo = "demo".getBytes(StandardCharsets.UTF_8);
        assertThat(FlawedRecord.image(record(null))).startsWith("empty");
        assertThat(FlawedRecord.image(record(new byte[0]))).startsWith("empty");
        assertThat(FlawedRecord.image(record(demo, "ce_id", demo))).startsWith("no ce_customer");
        assertThat(FlawedRecord.image(record(demo, "ce_customer", demo))).startsWith("neither ce_id nor");
        assertThat(FlawedRecord.image(record(demo, "ce_customer", demo, "ce_id", new byte[] {(byte) 0xff})))
                .isEqualTo("the header ce_id is no UTF-8");
        assertThat(FlawedRecord.image(record(demo, "ce_customer", demo, "ce_id", demo)))
                .isNull();
        assertThat(FlawedRecord.image(record(demo, "ce_customer", demo, "darkroom_place", demo)))
                .isNull();

        byte[] shouted = "Demo!".getBytes(StandardCharsets.UTF_8);
        assertThat(FlawedRecord.image(record(demo, "ce_customer", shouted, "ce_id", demo)))
                .endsWith("nobody can be called so");
        assertThat(FlawedRecord.image(record(demo, "ce_customer", demo, "ce_id", demo, "ce_recipe", shouted)))
                .endsWith("no recipe can be called so");
        assertThat(FlawedRecord.image(record(demo, "ce_customer", demo, "ce_id", demo, "CE_ID", demo)))
                .isEqualTo("the header ce_id is there twice");
        assertThat(FlawedRecord.image(record(demo, "CE_Customer", demo, "ce_id", demo, "ce_recipe", demo)))
                .as("somebody may add that recipe")
                .isNull();

        assertThat(FlawedRecord.receipt(record(null), JSON)).startsWith("empty");
        assertThat(FlawedRecord.receipt(record(demo), JSON)).startsWith("no receipt");
        assertThat(FlawedRecord.receipt(record("{}".getBytes(StandardCharsets.UTF_8)), JSON))
                .startsWith("no receipt");
        byte[] receipt = Rooms.stored(new Rooms().image(1, "demo", Outcome.ok, Rooms.HOUR))
                .json();
        assertThat(FlawedRecord.receipt(record(receipt), JSON)).isNull();
    }

    private static DeadLetter letter(byte[] value) {
        byte[] reason = "bad\n".getBytes(StandardCharsets.UTF_8);
        return new DeadLetter("t/0/1", "bad", "", Instant.EPOCH, Map.of("darkroom_reason", reason), value, false, null);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value, Object... headers) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("t", 0, 1, null, value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add((String) headers[i], (byte[]) headers[i + 1]);
        }
        return record;
    }
}
