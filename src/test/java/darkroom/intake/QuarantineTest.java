package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private static final Instant NOW = Instant.parse("2026-11-20T23:59:59Z");

    private final Quarantine quarantine = new Quarantine(100, 30);

    @Test
    void keepsAnOriginalUnderItsCustomerWithoutALock() {
        IntakeImage image = image("demo", 10);
        StoredObject kept =
                quarantine.keep(image, "web@1", "ab", Outcome.rejected, NOW).orElseThrow();
        assertThat(kept.key()).isEqualTo("quarantine/demo/" + image.id());
        assertThat(kept.contentType()).isEqualTo("application/octet-stream");
        assertThat(kept.lockedUntil()).isNull();
        assertThat(kept.expires()).isEqualTo(NOW.plus(Duration.ofDays(30)));
        assertThat(kept.tags())
                .containsEntry("kind", "quarantine")
                .containsEntry("days", "30")
                .containsEntry("customer", "demo")
                .containsEntry("recipe", "web@1");
    }

    @Test
    void exactlyTheCapFits() {
        assertThat(keep("demo", 60, Outcome.rejected, NOW)).isPresent();
        assertThat(keep("demo", 40, Outcome.rejected, NOW)).isPresent();
        assertThat(keep("demo", 1, Outcome.rejected, NOW)).isEmpty();
    }

    @Test
    void oneCustomerTakesNothingFromAnother() {
        assertThat(keep("demo", 100, Outcome.rejected, NOW)).isPresent();
        assertThat(keep("acme", 100, Outcome.rejected, NOW)).isPresent();
    }

    @Test
    void whatDoesNotFitTakesNoRoom() {
        assertThat(keep("demo", 101, Outcome.rejected, NOW)).isEmpty();
        assertThat(keep("demo", 100, Outcome.rejected, NOW)).isPresent();
    }

    @Test
    void theNextDayBeginsAtNothing() {
        assertThat(keep("demo", 100, Outcome.rejected, NOW)).isPresent();
        assertThat(keep("demo", 100, Outcome.rejected, NOW.plusSeconds(1))).isPresent();
    }

    @Test
    void whatFailedIsAlwaysKeptForItIsOursToMend() {
        assertThat(keep("demo", 100, Outcome.rejected, NOW)).isPresent();
        assertThat(keep("demo", 1_000, Outcome.failed, NOW)).isPresent();
    }

    @Test
    void nothingIsNotKept() {
        assertThat(keep("demo", 0, Outcome.failed, NOW)).isEmpty();
    }

    private Optional<StoredObject> keep(String customer, int size, Outcome outcome, Instant now) {
        return quarantine.keep(image(customer, size), "web@1", "ab", outcome, now);
    }

    private static IntakeImage image(String customer, int size) {
        return new IntakeImage(UUID.randomUUID(), true, customer, "http", "web", NOW, size, new byte[size], null);
    }
}
