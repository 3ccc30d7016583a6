package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.Webhook;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CustomerTest {
    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @Test
    void staysTheSameThroughJson() throws JsonProcessingException {
        Customer customer = new Customer(
                "Demo Ltd",
                "gold",
                1000,
                LocalDate.of(2026, 11, 20),
                30,
                List.of(
                        new Customer.Key("12345678", "ab", null, null, null),
                        new Customer.Key(
                                "abcdefgh",
                                "cd",
                                Set.of(Scope.read, Scope.usage),
                                Instant.parse("2026-11-20T10:15:00Z"),
                                Instant.parse("2027-11-20T10:15:00Z"))),
                new Webhook(
                        "https://example.com/hook",
                        Webhook.EVENTS,
                        Instant.parse("2026-11-20T10:15:30.123Z"),
                        List.of(
                                new Webhook.Secret("v1.new", null),
                                new Webhook.Secret("v1.old", Instant.parse("2026-11-21T10:15:30Z")))));

        assertThat(json.readValue(json.writeValueAsString(customer), Customer.class))
                .isEqualTo(customer);
    }

    @Test
    void mayLackAllFieldsAndHaveUnknownOnes() throws JsonProcessingException {
        Customer customer = json.readValue("{\"later\":{\"x\":1},\"keys\":null}", Customer.class);
        assertThat(customer.keys()).isEmpty();
        assertThat(customer.retentionDays()).isNull();
    }

    @Test
    void aKeyOfBeforeThereWereScopesMayDoAll() throws JsonProcessingException {
        Customer customer = json.readValue("{\"keys\":[{\"prefix\":\"12345678\",\"hash\":\"ab\"}]}", Customer.class);
        assertThat(customer.keys().get(0).granted()).containsExactlyInAnyOrder(Scope.values());
        assertThat(customer.keys().get(0).isOver(Instant.MAX)).isFalse();
    }

    @Test
    void keepsItsOlderKeysWhenItGetsOneMore() {
        Customer.Key first = new Customer.Key("1", "a", null, null, null);
        Customer.Key second = new Customer.Key("2", "b", null, null, null);
        Customer customer = new Customer("", "", 0, null, null, null, null);
        assertThat(customer.with(first).with(second).keys()).containsExactly(first, second);
        assertThat(customer.keys()).isEmpty();
    }
}
