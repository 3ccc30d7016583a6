package darkroom.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.archive.retention.BucketSetUp.State;
import darkroom.archive.retention.BucketSetUp.Step;
import darkroom.model.Erasures;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;

/** On a real S3 server, in buckets of its own. */
class BucketSetUpTest {
    private final Store store = new Store();
    private final LifecyclePlan plan = LifecyclePlan.of(List.of(8, 1830));
    private final BucketSetUp setUp = new BucketSetUp(store.admin, store.archive, store.inbox);

    @BeforeEach
    void theFirstTimeAllIsMade() {
        assertThat(setUp.run(plan))
                .extracting(Step::state)
                .containsOnly(State.made, State.kept)
                .contains(State.made);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theArchiveHasALockWithoutADefaultAndBothHaveVersions() {
        var lock = store.admin
                .getObjectLockConfiguration(r -> r.bucket(store.archive))
                .objectLockConfiguration();
        assertThat(lock.objectLockEnabled()).isEqualTo(ObjectLockEnabled.ENABLED);
        assertThat(lock.rule()).isNull();
        for (String bucket : List.of(store.archive, store.inbox)) {
            assertThat(store.admin.getBucketVersioning(r -> r.bucket(bucket)).status())
                    .isEqualTo(BucketVersioningStatus.ENABLED);
        }
        assertThat(check()).isEmpty();
    }

    @Test
    void aSecondTimeNothingIsChanged() {
        assertThat(setUp.run(plan)).extracting(Step::state).containsOnly(State.kept);
    }

    @Test
    void rulesOfOthersStayAndAreReadBack() {
        LifecycleRule foreign = LifecyclePlanTest.foreign("backups", 3);
        put(List.of(foreign));

        assertThat(setUp.run(plan)).extracting(Step::state).contains(State.made);

        assertThat(rules()).contains(foreign).containsAll(plan.archive());
        assertThat(check()).isEmpty();
    }

    @Test
    void aRuleOfOthersStaysThoughItIsCalledAsOursMightBeAndOneOfOursThatIsOfNoUseIsToldOf() {
        LifecycleRule theirs = LifecyclePlanTest.foreign("darkroom-audit-logs", 400);
        LifecycleRule ours = LifecyclePlanTest.foreign("darkroom-noncurrent-thumbnail", 3);
        put(List.of(theirs, ours));

        assertThat(setUp.run(plan))
                .contains(new Step(
                        store.archive,
                        "darkroom-noncurrent-thumbnail  prefix backups/: expires after 3 days",
                        State.removed));
        assertThat(rules()).contains(theirs).doesNotContain(ours);
        assertThat(setUp.run(plan)).extracting(Step::state).doesNotContain(State.made, State.mended, State.removed);
    }

    @Test
    void aRuleOfOthersThatHidesTooEarlyStaysButIsNamed() {
        put(List.of(LifecyclePlanTest.under("tidy", "archive/acme/", 3)));
        setUp.run(plan);

        assertThat(check()).allSatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(Finding.Code.GOES_EARLY);
            assertThat(finding.where()).isEqualTo(store.archive);
            assertThat(finding.found()).isEqualTo("the rule tidy  prefix archive/acme/: expires after 3 days");
        });
        assertThat(check()).hasSize(1);
    }

    @Test
    void aRuleThatAnAdministratorChangedByHandIsNamedAndThenMended() {
        List<LifecycleRule> rules = new ArrayList<>(rules());
        rules.replaceAll(rule -> rule.id().equals("darkroom-days-8")
                ? rule.toBuilder().expiration(e -> e.days(1)).build()
                : rule);
        rules.removeIf(rule -> rule.id().equals("darkroom-noncurrent-variant"));
        put(rules);

        assertThat(check())
                .containsExactlyInAnyOrder(
                        new Finding(
                                Finding.Code.LIFECYCLE_DRIFT,
                                store.archive + " rule darkroom-days-8",
                                "tag days=8: expires after 9 days",
                                "tag days=8: expires after 1 days"),
                        new Finding(
                                Finding.Code.LIFECYCLE_DRIFT,
                                store.archive + " rule darkroom-noncurrent-variant",
                                "tag kind=variant: noncurrent versions go after 1 days",
                                "no such rule"));
        assertThat(setUp.run(plan))
                .filteredOn(step -> step.state() == State.mended)
                .hasSize(1);
        assertThat(check()).isEmpty();
    }

    @Test
    void browsersMayPutWhatIsPresignedAndRulesOfOthersStay() {
        CORSRule foreign = CORSRule.builder()
                .id("reports")
                .allowedOrigins("https://reports.example")
                .allowedMethods("GET")
                .build();
        store.admin.putBucketCors(r -> r.bucket(store.inbox).corsConfiguration(c -> c.corsRules(foreign)));

        assertThat(setUp.run(plan)).extracting(Step::state).contains(State.made);

        assertThat(store.admin.getBucketCors(r -> r.bucket(store.inbox)).corsRules())
                .extracting(CORSRule::id)
                .containsExactly("reports", "darkroom-uploads");
        assertThat(setUp.run(plan)).extracting(Step::state).containsOnly(State.kept);
    }

    @Test
    void aBucketThatLostItsVersionsIsNamedAndMended() {
        store.admin.putBucketVersioning(
                r -> r.bucket(store.inbox).versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));

        assertThat(check()).extracting(Finding::code).containsExactly(Finding.Code.NOT_VERSIONED);
        setUp.run(plan);
        assertThat(check()).isEmpty();
    }

    @Test
    void anArchiveWithoutALockIsNamed() {
        assertThat(new RetentionCheck(store.admin, store.inbox, store.inbox, plan, Erasures.NONE, Clock.systemUTC())
                        .buckets())
                .extracting(Finding::code)
                .contains(Finding.Code.NO_OBJECT_LOCK);
    }

    private List<Finding> check() {
        return new RetentionCheck(store.admin, store.archive, store.inbox, plan, Erasures.NONE, Clock.systemUTC())
                .buckets();
    }

    private List<LifecycleRule> rules() {
        return store.admin
                .getBucketLifecycleConfiguration(r -> r.bucket(store.archive))
                .rules();
    }

    private void put(List<LifecycleRule> rules) {
        store.admin.putBucketLifecycleConfiguration(
                r -> r.bucket(store.archive).lifecycleConfiguration(l -> l.rules(rules)));
    }
}
