package darkroom.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.devservices.Stack;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Receipts of images that never were, for what comes behind them, and the rows that they became. Thread-safe. */
final class MadeUpReceipts {
    static final String CUSTOMER = "bench";
    static final int VARIANTS = 2;

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;
    private final Instant received;

    MadeUpReceipts(Stack stack, Instant received) {
        this.stack = stack;
        this.received = received;
    }

    /** One more. */
    Receipt made() {
        UUID id = UUID.randomUUID();
        List<Receipt.Variant> variants = new ArrayList<>();
        for (String name : List.of("web", "thumb")) {
            variants.add(new Receipt.Variant(
                    name,
                    "jpeg",
                    1280,
                    960,
                    200_000,
                    "0a".repeat(32),
                    List.of("orient", "srgb", "fit"),
                    "/v1/images/" + id + '/' + name));
        }
        return new Receipt(
                id,
                CUSTOMER,
                "kafka",
                "web@1",
                "imgscalr-4.2",
                Outcome.ok,
                null,
                received,
                received.plusSeconds(1),
                received.plusSeconds(8 * 86_400),
                3,
                41,
                new Receipt.Original("jpeg", 4032, 3024, 1, 2_650_000L, "0b".repeat(32), null),
                variants);
    }

    byte[] bytes(Receipt receipt) throws JsonProcessingException {
        return json.writeValueAsBytes(receipt);
    }

    /** Rows that are there, each once; none as long as there is no table, or no engine. */
    long rows() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.clickhouseUrl() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString("SELECT uniqExact(tally_id) FROM darkroom.image_tallies"))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Long.parseLong(answer.body().strip()) : 0;
        } catch (IOException away) {
            return 0;
        }
    }
}
