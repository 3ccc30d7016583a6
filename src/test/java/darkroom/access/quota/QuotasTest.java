package darkroom.access.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.access.Customer;
import darkroom.model.Use;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotasTest {
    private static final Instant NOW = Instant.parse("2026-11-26T23:59:00Z");

    private final Map<String, Customer> registry = new HashMap<>();
    private final Map<String, Use> used = new HashMap<>();

    @Test
    void aCustomerWithoutLimitsIsToldNone() {
        Quotas quotas = quotas(Plan.UNLIMITED, 1);
        for (int i = 0; i < 1000; i++) {
            Admission admission = quotas.admit("acme", true);
            assertThat(admission.isGranted()).isTrue();
            assertThat(admission.rate()).isNull();
        }
    }

    @Test
    void whoSendsFasterThanItsRateIsRefusedAndNobodyElse() {
        Quotas quotas = quotas(new Plan(1, 3, 0, 0, 0), 1);
        for (int left = 2; left >= 0; left--) {
            Admission granted = quotas.admit("acme", false);
            assertThat(granted.isGranted()).isTrue();
            assertThat(granted.rate().limit()).isEqualTo(3);
            assertThat(granted.rate().remaining()).isEqualTo(left);
        }
        Admission refused = quotas.admit("acme", false);
        assertThat(refused.code()).isEqualTo("rate-limited");
        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
        assertThat(refused.rate().resetSeconds()).isEqualTo(3);
        assertThat(quotas.admit("other", false).isGranted()).isTrue();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> quotas.admit("acme", false).isGranted());
    }

    @Test
    void eachReplicaLetsItsPartIn() {
        Quotas quotas = quotas(new Plan(10, 40, 8, 0, 0), 4);
        assertThat(quotas.admit("acme", false).rate().limit()).isEqualTo(10);
        assertThat(quotas.admit("acme", false).isGranted()).isTrue();
        assertThat(quotas.admit("acme", false).detail()).contains("More than 8 requests in work at once");
    }

    @Test
    void aPlaceIsGivenBackAtTheEnd() {
        Quotas quotas = quotas(new Plan(0, 0, 1, 0, 0), 1);
        try (Admission first = quotas.admit("acme", true)) {
            assertThat(first.isGranted()).isTrue();
            assertThat(quotas.admit("acme", true).code()).isEqualTo("rate-limited");
            assertThat(quotas.admit("other", true).isGranted()).isTrue();
        }
        assertThat(quotas.admit("acme", true).isGranted()).isTrue();
    }

    @Test
    void quotasThatAreUsedUpRefuseUploadsUntilTheNextDayOrMonth() {
        Quotas quotas = quotas(new Plan(0, 0, 0, 1000, 5), 1);
        used.put("bytes", new Use(1000, 4));
        used.put("images", new Use(999, 5));
        used.put("fine", new Use(999, 4));
        assertThat(quotas.admit("fine", true).isGranted()).isTrue();

        Admission bytes = quotas.admit("bytes", true);
        assertThat(bytes.code()).isEqualTo("quota-used-up");
        assertThat(bytes.retryAfterSeconds()).isEqualTo(60);
        assertThat(bytes.detail()).contains("1000 of 1000 bytes of this day", "2026-11-27T00:00:00Z");

        Admission images = quotas.admit("images", true);
        assertThat(images.retryAfterSeconds()).isEqualTo(60 + Duration.ofDays(4).toSeconds());
        assertThat(images.detail()).contains("5 of 5 images of this month", "2026-12-01T00:00:00Z");
        assertThat(quotas.admit("images", false).isGranted()).isTrue();
    }

    @Test
    void theRecordNamesThePlanAndItsQuotaGoesFirst() {
        registry.put("gold", new Customer("", "gold", 0, null, null, null, null));
        registry.put("more", new Customer("", "gold", 7, null, null, null, null));
        registry.put("lost", new Customer("", "platinum", 0, null, null, null, null));
        Plans plans = new Plans(
                Map.of("usual", new Plan(1, 0, 0, 0, 1), "gold", new Plan(2, 0, 0, 0, 2)),
                Map.of("vip", Plan.UNLIMITED),
                "usual",
                customer -> Optional.ofNullable(registry.get(customer)));
        assertThat(List.of("nobody", "lost", "gold", "more", "vip"))
                .extracting(customer -> plans.of(customer).imagesAMonth())
                .containsExactly(1L, 1L, 2L, 7L, 0L);
        assertThat(plans.of("more").requestsPerSecond()).isEqualTo(2);
    }

    @Test
    void aPlanThatChangesCountsAtOnce() {
        registry.put("acme", new Customer("", "usual", 1, null, null, null, null));
        used.put("acme", new Use(0, 1));
        Quotas quotas = quotas(new Plan(0, 0, 0, 0, 0), 1);
        assertThat(quotas.admit("acme", true).isGranted()).isFalse();
        registry.put("acme", new Customer("", "usual", 2, null, null, null, null));
        assertThat(quotas.admit("acme", true).isGranted()).isTrue();
    }

    @Test
    void whatCannotBeIsToldAtTheStart() {
        assertThatThrownBy(() -> new Plan(-1, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plans(Map.of("a", Plan.UNLIMITED), Map.of(), "b", c -> Optional.empty()))
                .hasMessage("darkroom.quotas.usual is 'b', but darkroom.quotas.plans has only [a]. Name one of them");
        assertThatThrownBy(() -> quotas(Plan.UNLIMITED, 0)).hasMessageContaining("darkroom.replicas is 0");
    }

    private Quotas quotas(Plan usual, int replicas) {
        Plans plans = new Plans(
                Map.of("usual", usual), Map.of(), "usual", customer -> Optional.ofNullable(registry.get(customer)));
        return new Quotas(
                plans, customer -> used.getOrDefault(customer, Use.NONE), replicas, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
