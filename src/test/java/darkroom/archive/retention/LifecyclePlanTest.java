package darkroom.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

class LifecyclePlanTest {
    private static final Instant PUT = Instant.parse("2026-11-20T10:15:30Z");

    private final LifecyclePlan plan = LifecyclePlan.of(List.of(8, 1830));

    @Test
    void whateverIsTaggedGoesADayAfterItsLockAtTheNextMidnight() {
        Lifecycle lifecycle = new Lifecycle(plan.archive());
        for (int days : plan.days().toArray()) {
            Instant lock = PUT.plusSeconds(days * 86_400L);
            Instant goes = lifecycle
                    .expiry("archive/a/b/web.jpg", 1, Map.of("kind", "variant", "days", "" + days), PUT)
                    .orElseThrow()
                    .at();
            assertThat(goes).isBetween(lock.plusSeconds(86_400), lock.plusSeconds(2 * 86_400));
        }
        assertThat(lifecycle.expiry("archive/a/b/web.jpg", 1, Map.of("kind", "variant", "days", "45"), PUT))
                .isEmpty();
    }

    @Test
    void whatIsHiddenGoesByItsKindAndNeverUnderItsLock() {
        Instant lock = PUT.plusSeconds(8 * 86_400L);
        assertThat(LifecyclePlan.goes("quarantine", PUT, null)).isEqualTo("2026-11-22T00:00:00Z");
        assertThat(LifecyclePlan.goes("variant", PUT, lock)).isEqualTo("2026-11-29T00:00:00Z");
        assertThat(LifecyclePlan.goes("receipt", PUT, lock)).isEqualTo("2026-12-21T00:00:00Z");
    }

    @Test
    void amongTheRulesOfOthersTheEarliestThatMatchesCounts() {
        List<LifecycleRule> rules = new ArrayList<>(plan.archive());
        rules.add(foreign("small", 2).toBuilder()
                .filter(f -> f.and(a -> a.prefix("archive/").objectSizeLessThan(100L)))
                .build());
        rules.add(foreign("off", 1).toBuilder().status("Disabled").build());
        Lifecycle lifecycle = new Lifecycle(rules);
        Map<String, String> tags = Map.of("days", "8");

        assertThat(lifecycle.expiry("archive/a", 99, tags, PUT).orElseThrow().rule())
                .isEqualTo("small");
        assertThat(lifecycle.expiry("archive/a", 100, tags, PUT).orElseThrow().rule())
                .isEqualTo("darkroom-days-8");
        assertThat(lifecycle.expiry("other/a", 99, tags, PUT).orElseThrow().rule())
                .isEqualTo("darkroom-days-8");
    }

    @Test
    void rulesOfOthersStayAsTheyAre() {
        LifecycleRule foreign = foreign("backups", 3);
        assertThat(LifecyclePlan.merge(List.of(foreign), plan.archive()))
                .startsWith(foreign)
                .containsAll(plan.archive())
                .hasSize(plan.archive().size() + 1);
        assertThat(LifecyclePlan.drift(LifecyclePlan.merge(List.of(foreign), plan.archive()), plan.archive()))
                .isEmpty();
    }

    @Test
    void aRuleOfOthersThatHidesSomethingBeforeItsDaysAreOverIsNamed() {
        assertThat(plan.early(List.of(under("soon", "", 3))))
                .containsEntry("soon  all: expires after 3 days", "no rule that hides a failure within its 1830 days");
        assertThat(plan.early(List.of(tagged("variants", "kind", "variant", 7))).values())
                .containsExactly("no rule that hides a variant within its 8 days");
        assertThat(plan.early(List.of(tagged("a-year", "days", "365", 364))).values())
                .containsExactly("no rule that hides a failure within its 365 days");
        assertThat(plan.early(List.of(
                        tagged("late", "kind", "variant", 8),
                        tagged("other", "team", "web", 1),
                        tagged("unused", "days", "4", 1),
                        tagged("quarantine", "kind", "quarantine", 1),
                        foreign("elsewhere", 1),
                        under("off", "", 1).toBuilder().status("Disabled").build())))
                .isEmpty();
        assertThat(plan.early(plan.archive())).as("ours").isEmpty();
    }

    static LifecycleRule under(String id, String prefix, int days) {
        return foreign(id, days).toBuilder().filter(f -> f.prefix(prefix)).build();
    }

    private static LifecycleRule tagged(String id, String key, String value, int days) {
        return foreign(id, days).toBuilder()
                .filter(f -> f.tag(tag -> tag.key(key).value(value)))
                .build();
    }

    @Test
    void aRuleThatWasChangedByHandIsNamed() {
        List<LifecycleRule> rules = new ArrayList<>(plan.archive());
        rules.replaceAll(rule -> rule.id().equals("darkroom-days-8")
                ? rule.toBuilder().expiration(e -> e.days(2)).build()
                : rule);
        assertThat(LifecyclePlan.drift(rules, plan.archive()))
                .containsOnlyKeys("darkroom-days-8")
                .hasValueSatisfying(new org.assertj.core.api.Condition<>(
                        words -> words[0].equals("tag days=8: expires after 9 days")
                                && words[1].equals("tag days=8: expires after 2 days"),
                        "what was expected and found"));
    }

    @Test
    void whatACustomerNoLongerHasKeepsItsRuleWhileObjectsMayLieThere() {
        List<LifecycleRule> there = LifecyclePlan.of(List.of(8, 45)).archive();
        assertThat(plan.with(there).archive()).extracting(LifecycleRule::id).contains("darkroom-days-45");
    }

    @Test
    void rulesThatEarlierBuildsMadeAreReplaced() {
        LifecycleRule days = LifecycleRule.builder()
                .id("days-8")
                .status("Enabled")
                .filter(f -> f.tag(t -> t.key("days").value("8")))
                .expiration(e -> e.days(8))
                .build();
        LifecycleRule markers = LifecycleRule.builder()
                .id("delete-markers")
                .status("Enabled")
                .filter(f -> f.prefix(""))
                .expiration(e -> e.expiredObjectDeleteMarker(true))
                .build();
        LifecycleRule others = markers.toBuilder().filter(f -> f.prefix("x/")).build();

        assertThat(LifecyclePlan.merge(List.of(days, markers), plan.archive())).isEqualTo(plan.archive());
        assertThat(LifecyclePlan.merge(List.of(others), plan.archive())).startsWith(others);
    }

    static LifecycleRule foreign(String id, int days) {
        return LifecycleRule.builder()
                .id(id)
                .status("Enabled")
                .filter(f -> f.prefix("backups/"))
                .expiration(e -> e.days(days))
                .build();
    }
}
