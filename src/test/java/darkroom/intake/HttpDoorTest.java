package darkroom.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.BadRequestException;
import darkroom.model.FinishedImage;
import darkroom.model.Hashes;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.request.Postponed;
import imaging.BusyException;
import imaging.MemoryBudget;
import imaging.Recipes;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;

class HttpDoorTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:15:30.123456Z");
    private static final Instant NOW_MILLIS = Instant.parse("2026-11-20T10:15:30.123Z");
    private static final long LIMIT = 100;
    private static final byte[] BYTES = {1, 2, 3};

    private final Recipes recipes = Recipes.load(Path.of("processors/recipes"));
    private final MemoryBudget memory = new MemoryBudget(64 << 20, Duration.ZERO);
    private final Set<UUID> accepted = new HashSet<>();
    private final Taken taken = new Taken() {
        @Override
        public Receipt receipt(String customer, UUID id) {
            return null;
        }

        @Override
        public Optional<WaitingImage> waiting(String customer, UUID id) {
            return accepted.contains(id)
                    ? Optional.of(new WaitingImage(id, "web", NOW_MILLIS, 3, 2, 0, null, null, false))
                    : Optional.empty();
        }
    };
    private final HttpDoor door =
            new HttpDoor(recipes, LIMIT, new Originals(memory, LIMIT), taken, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void takesTheBytesAsTheyAre() {
        IntakeImage image = accept(upload(BYTES), 3L, "application/x-www-form-urlencoded", null, null);
        assertThat(image.bytes()).isEqualTo(BYTES);
        assertThat(image.size()).isEqualTo(3);
        assertThat(image.customer()).isEqualTo("demo");
        assertThat(image.source()).isEqualTo("http");
        assertThat(image.recipe()).isEqualTo("web");
        assertThat(image.receivedAt()).isEqualTo(NOW_MILLIS);
        assertThat(image.refusal()).isNull();
    }

    @Test
    void anUploadWithoutAKeyIsFreshAndOfItsOwn() {
        IntakeImage first = accept(upload(BYTES), 3L, null, null, null);
        IntakeImage second = accept(upload(BYTES), 3L, null, null, null);
        assertThat(first.fresh()).isTrue();
        assertThat(first.id()).isNotEqualTo(second.id());
    }

    @Test
    void anUploadWithAKeyIsNamedByIt() {
        IntakeImage image = accept(upload(BYTES), 3L, null, "order-1", null);
        assertThat(image.fresh()).isFalse();
        assertThat(image.id()).isEqualTo(ImageIds.httpKey("demo", "order-1"));
    }

    /** An answer that got lost is had again, whatever else is used up. */
    @Test
    void whereAQuotaIsUsedUpOnlyWhatWasAcceptedBeforeIsRead() {
        BadRequestException usedUp = new BadRequestException("quota-used-up", 429, "2 of 2", 60);
        for (String key : new String[] {null, "order-1"}) {
            MockHttpServletRequest request = upload(BYTES);
            Postponed.keep(request, usedUp);
            assertThatThrownBy(() -> accept(request, 3L, null, key, null)).isSameAs(usedUp);
        }
        accepted.add(ImageIds.httpKey("demo", "order-1"));
        MockHttpServletRequest again = upload(BYTES);
        Postponed.keep(again, usedUp);
        assertThat(accept(again, 3L, null, "order-1", null).bytes()).isEqualTo(BYTES);
    }

    @Test
    void readsABodyOfUnknownLengthUpToTheLimit() {
        assertThat(accept(upload(new byte[100]), null, null, null, null).bytes())
                .hasSize(100);
        refused(413, "too-many-bytes", () -> accept(upload(new byte[101]), null, null, null, null));
    }

    @Test
    void takesTheFileOutOfAMultipartBody() {
        String body = "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello\r\n--x--";
        IntakeImage image = accept(upload(body.getBytes(UTF_8)), null, "multipart/form-data; boundary=x", null, null);
        assertThat(image.bytes()).asString().isEqualTo("hello");
    }

    @Test
    void countsAMultipartBodyWhole() {
        String body = "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n" + "y".repeat(100) + "\r\n--x--";
        refused(
                413,
                "too-many-bytes",
                () -> accept(upload(body.getBytes(UTF_8)), null, "multipart/form-data; boundary=x", null, null));
    }

    @Test
    void anEmptyBodyIsMalformed() {
        refused(400, "malformed-request", () -> accept(upload(new byte[0]), 0L, null, null, null));
        refused(400, "malformed-request", () -> accept(upload(new byte[0]), null, null, null, null));
    }

    @Test
    void aBodyThatStopsHalfWayIsMalformed() {
        refused(400, "malformed-request", () -> accept(upload(BYTES), 4L, null, null, null));
    }

    @Test
    void aBodyThatDoesNotGoOnIsTooLate() {
        MockHttpServletRequest silent = new MockHttpServletRequest("POST", "/v1/images") {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new SocketTimeoutException();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new SocketTimeoutException();
                    }
                });
            }
        };
        silent.addHeader("Transfer-Encoding", "chunked");
        refused(408, "request-timeout", () -> accept(silent, 3L, null, null, null));
        refused(408, "request-timeout", () -> accept(silent, null, null, null, null));
        refused(408, "request-timeout", () -> accept(silent, 3L, "multipart/form-data; boundary=x", null, null));
    }

    @Test
    void holdsMemoryForTheBodyUntilTheExchangeIsOver() {
        Exchange exchange = exchange();
        accept(upload(BYTES), "order-1", exchange);
        assertThatThrownBy(() -> memory.reserve(64 << 20)).isInstanceOf(BusyException.class);
        end(exchange);
        memory.reserve(64 << 20);
    }

    @Test
    void withoutMemoryNothingIsRead() {
        memory.reserve(64 << 20);
        for (String type : new String[] {"image/jpeg", "multipart/form-data; boundary=x"}) {
            assertThatThrownBy(() -> accept(unreadable(), 3L, type, null, null)).isInstanceOf(BusyException.class);
            assertThatThrownBy(() -> accept(unreadable(), null, type, null, null))
                    .isInstanceOf(BusyException.class);
        }
    }

    @Test
    void refusesInThisOrderAndReadsNothingOfTheBody() {
        refused(400, "unknown-recipe", () -> accept(unreadable(), LIMIT + 1, null, "no good key\u00e4", "nope"));
        refused(400, "malformed-request", () -> accept(unreadable(), LIMIT + 1, null, "no good key\u00e4", "web"));
        refused(413, "too-many-bytes", () -> accept(unreadable(), LIMIT + 1, null, "good-key", "web"));
    }

    @Test
    void namesTheRecipesThatThereAre() {
        assertThatThrownBy(() -> accept(unreadable(), 3L, null, null, "wob\n"))
                .hasMessageContaining("'wob\\u000a'")
                .hasMessageContaining("web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "caf\u00e9", "tab\t", "line\n", "\u007f"})
    void aKeyIsVisibleAscii(String key) {
        refused(400, "malformed-request", () -> accept(unreadable(), 3L, null, key, null));
    }

    @Test
    void twoKeysAreNone() {
        MockHttpServletRequest request = unreadable();
        request.addHeader("Idempotency-Key", "order-1");
        request.addHeader("Idempotency-Key", "order-1");
        refused(400, "malformed-request", () -> accept(request, 3L, null, "order-1,order-1", null));
    }

    @Test
    void aBodyHasALengthOrComesInChunks() {
        MockHttpServletRequest request = unreadable();
        request.removeHeader("Transfer-Encoding");
        refused(411, "length-required", () -> accept(request, null, null, null, null));
    }

    @Test
    void aKeyHas1To255Characters() {
        assertThat(accept(upload(BYTES), 3L, null, "!".repeat(255), null).fresh())
                .isFalse();
        refused(400, "malformed-request", () -> accept(unreadable(), 3L, null, "!".repeat(256), null));
    }

    @Test
    void theSameKeyAtTheSameTimeIsInProgress() {
        Exchange first = exchange();
        accept(upload(BYTES), "order-1", first);
        refused(409, "in-progress", () -> accept(upload(BYTES), "order-1", exchange()));
        assertThat(accept(upload(BYTES), "order-2", exchange())).isNotNull();
    }

    @Test
    void aKeyIsFreeAgainWhenItsRequestIsOverHoweverItEnded() {
        for (boolean failed : new boolean[] {false, true}) {
            Exchange first = exchange();
            accept(upload(BYTES), "order-1", first);
            if (failed) {
                first.setException(new IllegalStateException("anything"));
            }
            end(first);
        }
        assertThat(accept(upload(BYTES), "order-1", exchange())).isNotNull();
    }

    @Test
    void theRefusalOfADuplicateDoesNotFreeTheKeyOfTheFirst() {
        accept(upload(BYTES), "order-1", exchange());
        Exchange duplicate = exchange();
        refused(409, "in-progress", () -> accept(upload(BYTES), "order-1", duplicate));
        end(duplicate);
        refused(409, "in-progress", () -> accept(upload(BYTES), "order-1", exchange()));
    }

    @Test
    void aBodyThatFailsLeavesItsKeyFree() {
        refused(400, "malformed-request", () -> accept(upload(BYTES), 4L, null, "order-1", null));
        assertThat(accept(upload(BYTES), "order-1", exchange())).isNotNull();
    }

    @Test
    void theSameBodyAndRecipeIsTheSameRequestWhateverTheRecipesVersion() {
        IntakeImage image = accept(upload(BYTES), "order-1", exchange());
        Receipt stored = receipt(image.id(), "web@7", BYTES, NOW);
        assertThat(door.same(image, null, stored, exchange())).isSameAs(stored);
    }

    @Test
    void anotherBodyOrRecipeIsAnotherRequest() {
        IntakeImage image = accept(upload(BYTES), "order-1", exchange());
        for (Receipt other : List.of(
                receipt(image.id(), "web@1", new byte[] {9}, NOW), receipt(image.id(), "thumb@1", BYTES, NOW))) {
            refused(422, "idempotency-key-reused", () -> door.same(image, null, other, exchange()));
        }
    }

    @Test
    void theReceiptOfAnotherReplicaThatWasFirstIsComparedToo() {
        IntakeImage image = accept(upload(BYTES), "order-1", exchange());
        FinishedImage ours = new FinishedImage(List.of(), receipt(image.id(), "web@1", BYTES, NOW), null);
        Receipt same = receipt(image.id(), "web@1", BYTES, NOW.minusSeconds(1));
        Receipt other = receipt(image.id(), "web@1", new byte[] {9}, NOW.minusSeconds(1));
        assertThat(door.same(image, ours, same, exchange())).isSameAs(same);
        refused(422, "idempotency-key-reused", () -> door.same(image, ours, other, exchange()));
    }

    private IntakeImage accept(MockHttpServletRequest request, String key, Exchange exchange) {
        return door.accept("demo", request, 3L, "image/jpeg", key, "web", exchange);
    }

    private IntakeImage accept(MockHttpServletRequest request, Long length, String type, String key, String recipe) {
        return accept(door, request, length, type, key, recipe);
    }

    private static IntakeImage accept(
            HttpDoor door, MockHttpServletRequest request, Long length, String type, String key, String recipe) {
        return door.accept("demo", request, length, type, key, recipe, exchange());
    }

    private static void refused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(BadRequestException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.status()).isEqualTo(status);
        });
    }

    private static Receipt receipt(UUID id, String recipe, byte[] original, Instant received) {
        return new Receipt(
                id,
                "demo",
                "http",
                recipe,
                "imgscalr-4.2",
                Outcome.ok,
                null,
                received,
                received,
                received,
                0,
                0,
                new Receipt.Original("jpeg", 1, 1, 1, (long) original.length, Hashes.sha256(original), null),
                List.of());
    }

    private static MockHttpServletRequest upload(byte[] body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/images");
        request.addHeader("Transfer-Encoding", "chunked");
        request.setContent(body);
        return request;
    }

    private static MockHttpServletRequest unreadable() {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/images") {
            @Override
            public ServletInputStream getInputStream() {
                throw new AssertionError("the body was read");
            }
        };
        request.addHeader("Transfer-Encoding", "chunked");
        return request;
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }

    private static void end(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }
}
