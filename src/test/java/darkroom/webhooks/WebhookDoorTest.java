package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.model.BadRequestException;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class WebhookDoorTest {
    private final Hooks hooks = new Hooks();
    private final Sender sender = new Sender(
            new Sender.Limits(false, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1),
            Names.all(host -> switch (host) {
                case "inside.example" -> List.of("10.0.0.1");
                case "both.example" -> List.of("1.1.1.1", "fd00::1");
                case "nowhere.example" -> List.of();
                default -> List.of("1.1.1.1");
            }));
    private final WebhookDoor door = new WebhookDoor(
            hooks,
            hooks.secrets,
            sender,
            false,
            Duration.ofHours(24),
            Hooks.JSON,
            Clock.fixed(Hooks.NOW, ZoneOffset.UTC));
    private final Map<String, Object> headers = new HashMap<>();

    @AfterEach
    void close() throws IOException {
        sender.close();
    }

    @Test
    void theSecretIsShownOnceAndStoredSealed() throws Exception {
        JsonNode made = set("{\"url\": \"https://example.com/hooks\"}");
        assertThat(headers).containsEntry(Exchange.HTTP_RESPONSE_CODE, 201).containsEntry("Cache-Control", "no-store");
        String secret = made.get("secret").asText();
        assertThat(made.get("events")).hasSize(3);
        assertThat(made.get("createdAt").asText()).isEqualTo("2026-11-20T10:20:00Z");
        String sealed = hooks.of("acme").orElseThrow().secrets().get(0).sealed();
        assertThat(hooks.secrets.open("acme", sealed)).isEqualTo(SigningSecrets.bytes(secret));
        assertThat(json(door.show("acme", headers)))
                .hasToString("{\"url\":\"https://example.com/hooks\",\"events\":[\"darkroom.image.failed\","
                        + "\"darkroom.image.ok\",\"darkroom.image.rejected\"],\"createdAt\":\"2026-11-20T10:20:00Z\"}");
    }

    @Test
    void anotherUrlKeepsTheSecret() throws Exception {
        set("{\"url\": \"https://example.com/hooks\"}");
        Webhook before = hooks.of("acme").orElseThrow();
        JsonNode changed = set("{\"url\": \"https://example.org/\", \"events\": [\"darkroom.image.ok\"]}");
        assertThat(headers).containsEntry(Exchange.HTTP_RESPONSE_CODE, 200);
        assertThat(changed.has("secret")).isFalse();
        Webhook after = hooks.of("acme").orElseThrow();
        assertThat(after.secrets()).isEqualTo(before.secrets());
        assertThat(after.url()).isEqualTo("https://example.org/");
        assertThat(after.events()).containsExactly("darkroom.image.ok");
    }

    @Test
    void aNewSecretStandsBesideThoseBeforeForAWhileForOneMayHaveBeenMadeUnseen() throws Exception {
        String first = set("{\"url\": \"https://example.com/\"}").get("secret").asText();
        String second = json(door.rotate("acme", headers)).get("secret").asText();
        JsonNode rotated = json(door.rotate("acme", headers));
        String third = rotated.get("secret").asText();
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
        assertThat(rotated.get("previousSecretUntil").asText()).isEqualTo("2026-11-21T10:20:00Z");
        assertThat(hooks.of("acme").orElseThrow().secrets())
                .extracting(secret -> hooks.secrets.open("acme", secret.sealed()))
                .containsExactly(
                        SigningSecrets.bytes(third), SigningSecrets.bytes(second), SigningSecrets.bytes(first));
        for (int i = 0; i < 5; i++) {
            door.rotate("acme", headers);
        }
        assertThat(hooks.of("acme").orElseThrow().secrets()).hasSize(5);
    }

    @Test
    void whatIsRemovedIsNotThere() throws Exception {
        set("{\"url\": \"https://example.com/\"}");
        door.remove("acme", headers);
        assertThat(headers).containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE);
        assertNotFound(() -> door.show("acme", headers));
        assertNotFound(() -> door.rotate("acme", headers));
        assertNotFound(() -> door.remove("acme", headers));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                      | no JSON object
            [1]                                                     | no JSON object
            {"url": 5}                                              | The field url is no text, but 5
            {}                                                      | The field url is missing
            {"url": "http://example.com/"}                          | does not begin with https
            {"url": "https://inside.example/"}                      | leads to an address that is not public
            {"url": "https://both.example/"}                        | leads to an address that is not public
            {"url": "https://nowhere.example/"}                     | names a host that has no address
            {"url": "https://a.example/", "secret": "mine"}         | There is no field 'secret'; there are url, events
            {"url": "https://a.example/", "url": "https://b.example/"} | Duplicate field 'url'
            {"url": "https://a.example/", "events": []}             | The field events is no list
            {"url": "https://a.example/", "events": "darkroom.image.ok"} | The field events is no list
            {"url": "https://a.example/", "events": {"a": "darkroom.image.ok"}} | The field events is no list
            {"url": "https://a.example/", "events": ["image.ok"]}   | darkroom.image.rejected, but ["image.ok"]; leave it out
            """)
    void whatIsWrongIsNamedAndNothingIsSet(String body, String what) {
        assertThatThrownBy(() -> set(body))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("malformed-request"))
                .hasMessageContaining(what)
                .message()
                .doesNotContain("10.0.0.1");
        assertThat(hooks.of("acme")).isEmpty();
    }

    @Test
    void aBodyHasABound() {
        assertThatThrownBy(() -> set(" ".repeat(16_385)))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(413));
    }

    @Test
    void aDeliveryThatIsMadeAgainIsTheSame() throws Exception {
        hooks.set("acme", "https://example.com/");
        String id = Hooks.ID + "-rejected";
        assertThat(door.image(id)).isEqualTo(Hooks.ID.toString());
        Delivery again =
                new Events(Hooks.JSON).read(door.again("acme", id, Hooks.receipt("acme", Outcome.rejected, Hooks.NOW)));
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.tries()).isZero();
        assertThat(json(door.queued(id, headers))).hasToString("{\"id\":\"" + id + "\",\"status\":\"queued\"}");
        assertThat(headers).containsEntry(Exchange.HTTP_RESPONSE_CODE, 202);
    }

    @Test
    void whatThereIsNotIsNotMadeAgain() {
        hooks.set("acme", "https://example.com/");
        for (String no :
                new String[] {null, "", "-ok", "x-ok", Hooks.ID.toString(), Hooks.ID + "-gone", Hooks.ID + "-OK"}) {
            assertNotFound(() -> door.image(no));
        }
        String id = Hooks.ID + "-ok";
        assertNotFound(() -> door.again("acme", id, null));
        assertNotFound(() -> door.again("acme", id, Hooks.receipt("acme", Outcome.failed, Hooks.NOW)));
        assertNotFound(() -> door.again("none", id, Hooks.receipt("none", Outcome.ok, Hooks.NOW)));
    }

    @Test
    void whatTheWebhookIsNotToldOfAnyMoreIsNotQueuedToBeDropped() throws Exception {
        hooks.set("acme", "https://example.com/");
        set("{\"url\": \"https://example.com/\", \"events\": [\"darkroom.image.ok\"]}");
        Receipt rejected = Hooks.receipt("acme", Outcome.rejected, Hooks.NOW);
        assertThatThrownBy(() -> door.again("acme", Hooks.ID + "-rejected", rejected))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(404))
                .hasMessageContaining("darkroom.image.rejected");
        assertThat(door.again("acme", Hooks.ID + "-ok", Hooks.receipt("acme", Outcome.ok, Hooks.NOW)))
                .isNotEmpty();
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void assertNotFound(Call call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(BadRequestException.class, e -> assertThat(e.code())
                .isEqualTo("not-found"));
    }

    private JsonNode set(String body) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/v1/webhook");
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return json(door.set("acme", request, headers));
    }

    private static JsonNode json(byte[] bytes) throws Exception {
        return Hooks.JSON.readTree(bytes);
    }
}
