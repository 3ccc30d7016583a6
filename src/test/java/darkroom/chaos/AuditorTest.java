package darkroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit says of an object and of rows, once it has them. */
class AuditorTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Handed HANDED = new Handed(
            Source.HTTP,
            "acme",
            UUID.randomUUID(),
            new Original(
                    new byte[100],
                    "sha",
                    List.of(new Original.Variant("a", "webp", "sha-a"), new Original.Variant("b", "webp", "sha-b")),
                    null),
            Set.of(),
            0,
            false,
            "upload-1");

    private final Auditor auditor = new Auditor(null, null, "vips");

    @Test
    void whatIsKeptForAWeekIsAsItShouldBe() {
        auditor.checkKept(HANDED, HANDED.folder() + "a.webp", RECEIVED, kept(WEEK, WEEK, "8", "variant"));
        auditor.checkKept(HANDED, HANDED.folder() + "receipt.json", RECEIVED, kept(WEEK, WEEK, "90", "receipt"));
        auditor.checkKept(HANDED, HANDED.quarantine(), RECEIVED, kept(null, WEEK, "30", "quarantine"));
        assertThat(auditor.findings()).isEmpty();
    }

    @Test
    void aLockThatIsMissingOrEndsEarlierIsFound() {
        auditor.checkKept(HANDED, HANDED.folder() + "a.webp", RECEIVED, kept(null, WEEK, "8", "variant"));
        auditor.checkKept(
                HANDED, HANDED.folder() + "a.webp", RECEIVED, kept(WEEK.minusSeconds(1), WEEK, "8", "variant"));
        assertThat(auditor.findings()).extracting(Finding::check).containsExactly("lock", "lock");
    }

    @Test
    void anExpiresThatIsMissingOrEarlierIsFound() {
        auditor.checkKept(HANDED, HANDED.folder() + "a.webp", RECEIVED, kept(WEEK, null, "8", "variant"));
        auditor.checkKept(
                HANDED, HANDED.folder() + "a.webp", RECEIVED, kept(WEEK, WEEK.minusSeconds(2), "8", "variant"));
        assertThat(auditor.findings()).extracting(Finding::check).containsExactly("Expires", "Expires");
    }

    @ParameterizedTest
    @CsvSource({"6, variant", ", variant", "8, receipt"})
    void tagsByWhichTheLifecycleWouldTakeItEarlierAreFound(String days, String kind) {
        auditor.checkKept(HANDED, HANDED.folder() + "a.webp", RECEIVED, kept(WEEK, WEEK, days, kind));
        assertThat(auditor.findings()).extracting(Finding::check).containsExactly("tags");
    }

    @Test
    void rowsThatSayWhatTheReceiptSaysAreAsTheyShouldBe() throws IOException {
        auditor.checkRows(HANDED, receipt(), List.of(row("a", 1, 100, 100, 10), row("b", 0, 0, 100, 20)));
        assertThat(auditor.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, LOST", "2, DUPLICATED"})
    void anImageIsCountedExactlyOnce(int images, Finding.Kind kind) throws IOException {
        auditor.checkRows(HANDED, receipt(), List.of(row("a", images, images * 100, 100, 10), row("b", 0, 0, 100, 20)));
        assertThat(auditor.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo("images counted");
            assertThat(finding.kind()).isEqualTo(kind);
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 10", "100, 101, 10", "100, 100, 11"})
    void otherBytesThanTheReceiptsAreFound(int received, int in, int out) throws IOException {
        auditor.checkRows(HANDED, receipt(), List.of(row("a", 1, received, in, out), row("b", 0, 0, 100, 20)));
        assertThat(auditor.findings()).extracting(Finding::check).containsExactly("bytes of a row");
    }

    private static Backends.Kept kept(Duration lock, Duration expires, String days, String kind) {
        Map<String, String> tags = days == null
                ? Map.of("customer", "acme", "recipe", "web@1", "kind", kind)
                : Map.of("customer", "acme", "recipe", "web@1", "kind", kind, "days", days);
        return new Backends.Kept(
                lock == null ? null : RECEIVED.plus(lock),
                expires == null
                        ? null
                        : DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                RECEIVED.plus(expires).atOffset(ZoneOffset.UTC)),
                tags);
    }

    private static JsonNode receipt() throws IOException {
        return new ObjectMapper().readTree("""
                {"receivedAt": "2026-01-02T03:04:05.678Z", "original": {"bytes": 100},
                 "variants": [{"name": "a", "bytes": 10}, {"name": "b", "bytes": 20}]}
                """);
    }

    private static List<String> row(String variant, int images, int received, int in, int out) {
        return List.of(variant, "ok", "" + images, "2026-01-02 03:04:05.678", "" + received, "" + in, "" + out);
    }
}
