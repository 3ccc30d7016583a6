package darkroom.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Receipt;
import darkroom.model.Webhook;
import darkroom.model.Webhooks;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;

/** A customer sets its webhook up, and has deliveries made again. Thread-safe. */
public final class WebhookDoor {
    private static final int MOST_OLD = 4;

    private final Webhooks webhooks;
    private final SigningSecrets secrets;
    private final Sender sender;
    private final boolean allowHttp;
    private final Duration overlap;
    private final Events events;
    private final ObjectMapper json;
    private final Clock clock;

    /**
     * @param allowHttp besides https
     * @param overlap for which the old secret signs, too, after a new one was made
     */
    public WebhookDoor(
            Webhooks webhooks,
            SigningSecrets secrets,
            Sender sender,
            boolean allowHttp,
            Duration overlap,
            ObjectMapper json,
            Clock clock) {
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.sender = sender;
        this.allowHttp = allowHttp;
        this.overlap = overlap;
        this.events = new Events(json);
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param secret only where it was made just now
     * @param previousSecretUntil null where one secret signs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(String url, Set<String> events, Instant createdAt, String secret, Instant previousSecretUntil) {}

    /**
     * 201 and the webhook with its secret where there was none; else 200: it has another URL or events, and the same secret.
     *
     * @throws BadRequestException 400 malformed-request, 413 too-many-bytes
     */
    public byte[] set(
            @Variable("customer") String customer,
            @Header("CamelHttpServletRequest") HttpServletRequest request,
            @Headers Map<String, Object> headers)
            throws IOException {
        WebhookRequest wanted = WebhookRequest.parse(request.getInputStream(), allowHttp, json);
        reach(wanted.url());
        String secret = secrets.make();
        String sealed = secrets.seal(customer, secret);
        Instant now = now();
        Webhook set = webhooks.change(
                customer,
                known -> new Webhook(
                        wanted.url().toString(),
                        wanted.events(),
                        known == null ? now : known.since(),
                        known == null ? List.of(new Webhook.Secret(sealed, null)) : known.secrets()));
        boolean isNew = set.secrets().get(0).sealed().equals(sealed);
        return answer(isNew ? 201 : 200, view(set, isNew ? secret : null), headers);
    }

    private void reach(URI url) {
        try {
            sender.check(url.getHost());
        } catch (CheckedResolver.NotAllowedException e) {
            throw EndpointUrl.wrong(
                    url.toString(), "leads to an address that is not public; give one that the internet can reach");
        } catch (UnknownHostException e) {
            throw EndpointUrl.wrong(url.toString(), "names a host that has no address; look for a typing error");
        }
    }

    /** @throws BadRequestException 404 not-found */
    public byte[] show(@Variable("customer") String customer, @Headers Map<String, Object> headers) throws IOException {
        return answer(200, view(webhooks.of(customer).orElseThrow(WebhookDoor::none), null), headers);
    }

    /**
     * 201 and a new secret. Those before sign beside it for as long as was promised of each, so that whoever asks twice, for the
     * first answer was lost, loses none that is in use; four of them at most.
     *
     * @throws BadRequestException 404 not-found
     */
    public byte[] rotate(@Variable("customer") String customer, @Headers Map<String, Object> headers)
            throws IOException {
        String secret = secrets.make();
        String sealed = secrets.seal(customer, secret);
        Instant end = now().plus(overlap);
        Webhook rotated = webhooks.change(customer, known -> {
            if (known == null) {
                throw none();
            }
            List<Webhook.Secret> all = new ArrayList<>();
            all.add(new Webhook.Secret(sealed, null));
            all.add(new Webhook.Secret(known.secrets().get(0).sealed(), end));
            known.secrets().stream()
                    .skip(1)
                    .filter(old -> old.signs(now()))
                    .limit(MOST_OLD - 1)
                    .forEach(all::add);
            return new Webhook(known.url(), known.events(), known.since(), all);
        });
        return answer(201, view(rotated, secret), headers);
    }

    /** 204: what waits is dropped. */
    public void remove(@Variable("customer") String customer, @Headers Map<String, Object> headers) {
        webhooks.change(customer, known -> {
            if (known == null) {
                throw none();
            }
            return null;
        });
        headers.clear();
        headers.put(Exchange.HTTP_RESPONSE_CODE, 204);
    }

    /**
     * The image of a delivery that is to be made again.
     *
     * @throws BadRequestException 404 not-found where it is no id of a delivery
     */
    public String image(@Header("id") String id) {
        return Delivery.told(id).map(told -> told.image().toString()).orElseThrow(WebhookDoor::noDelivery);
    }

    /**
     * A message that tells of an image again.
     *
     * @param id of the delivery
     * @param receipt of its image, null where there is none
     * @throws BadRequestException 404 not-found where its outcome is another by now, or there is no webhook that is told of it
     */
    public String again(
            @Variable("customer") String customer,
            @Variable("delivery") String id,
            @Variable("receipt") Receipt receipt)
            throws IOException {
        if (receipt == null || !Delivery.id(receipt).equals(id)) {
            throw noDelivery();
        }
        Webhook webhook = webhooks.of(customer).orElseThrow(WebhookDoor::none);
        String event = Webhook.event(receipt.outcome());
        if (!webhook.events().contains(event)) { // it would be dropped on its way, and nobody told
            throw new BadRequestException(
                    "not-found",
                    404,
                    "The webhook is not told of " + event + "; PUT /v1/webhook with it among the events.");
        }
        return events.message(receipt, json.writeValueAsBytes(receipt), now());
    }

    /** 202: it is in the queue. */
    public byte[] queued(@Variable("delivery") String id, @Headers Map<String, Object> headers) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("status", "queued");
        return answer(202, answer, headers);
    }

    private View view(Webhook webhook, String secret) {
        Instant now = now();
        Instant until = webhook.secrets().stream()
                .filter(old -> old.until() != null && old.signs(now))
                .map(Webhook.Secret::until)
                .findFirst()
                .orElse(null);
        return new View(webhook.url(), webhook.events(), webhook.since(), secret, until);
    }

    private byte[] answer(int status, Object body, Map<String, Object> headers) throws JsonProcessingException {
        headers.clear();
        headers.put(Exchange.HTTP_RESPONSE_CODE, status);
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        return json.writeValueAsBytes(body);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static BadRequestException none() {
        return new BadRequestException(
                "not-found", 404, "There is no webhook. PUT /v1/webhook with {\"url\": \"https://...\"} makes one.");
    }

    private static BadRequestException noDelivery() {
        return new BadRequestException(
                "not-found", 404, "There is no such delivery; GET /v1/webhooks/deliveries lists those that there are.");
    }
}
