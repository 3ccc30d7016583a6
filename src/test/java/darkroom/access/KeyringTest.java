package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import darkroom.CommandLines;
import darkroom.devservices.Stack;
import darkroom.model.BadRequestException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a real broker, beside a replica that follows. */
class KeyringTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Stack stack = Stack.shared();
    private final Keyring keys = stack.keyring();
    private final String customer = "keyring-" + UUID.randomUUID().toString().substring(0, 8);
    private CustomerRegistry registry;
    private Access access;

    @BeforeEach
    void aReplicaFollows() {
        registry = replica();
        registry.start();
        access = new Access(new ApiKeys(registry, "for-development-only", Clock.systemUTC()), null);
        await().atMost(SOON).until(registry::isLoaded);
    }

    private CustomerRegistry replica() {
        return new CustomerRegistry(
                stack.kafkaBrokers(),
                "darkroom.customers",
                JsonMapper.builder().findAndAddModules().build());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aNewKeyOpensAndARevokedOneDoesNotWithoutARestart() throws Exception {
        String first = keys.make(customer, null, null);
        String second = keys.make(customer, Set.of(Scope.read), Duration.ofDays(1));
        await().atMost(SOON).until(() -> opens(first) && opens(second));

        keys.revoke(customer, first.substring(0, 11));

        await().atMost(SOON).until(() -> !opens(first));
        assertThat(opens(second)).isTrue();
        assertThat(keys.list(customer)).singleElement().satisfies(key -> {
            assertThat(second).startsWith("dk_" + key.prefix());
            assertThat(key.granted()).containsExactly(Scope.read);
            assertThat(Duration.between(key.madeAt(), key.expiresAt())).isEqualTo(Duration.ofDays(1));
        });
    }

    /** Found so: within a second of another unknown key it was refused, where the reader of the topic was a little late. */
    @Test
    void aNewKeyOpensAtTheFirstRequestWhateverWasAskedForJustBefore() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(opens("dk_00000000_" + "x".repeat(32))).isFalse();
            assertThat(opens(keys.make(customer, null, null))).as("key " + i).isTrue();
        }
    }

    /** Found so: a wake-up in the middle of the first read was taken for a broker that is away. */
    @Test
    void whoAsksWhileTheTopicIsReadForTheFirstTimeIsAnswered() throws Exception {
        keys.make(customer, null, null);
        for (int i = 0; i < 10; i++) {
            try (CustomerRegistry fresh = replica()) {
                fresh.start();
                for (int asked = 0; asked < 20; asked++) {
                    assertThat(fresh.names()).contains(customer);
                }
            }
        }
    }

    @Test
    void whileAKeyIsRotatedBothOpen() throws Exception {
        String old = keys.make(customer, Set.of(Scope.read), null);
        String fresh = keys.rotate(customer, null, Duration.ofHours(1), null);
        await().atMost(SOON).until(() -> opens(fresh) && opens(old));

        assertThat(keys.list(customer)).hasSize(2).allSatisfy(key -> assertThat(key.granted())
                .containsExactly(Scope.read));
        assertThat(keys.list(customer).get(0).expiresAt())
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
        assertThat(keys.list(customer).get(1).expiresAt()).isNull();
    }

    @Test
    void anOverlapOfNothingEndsTheOldKeyAtOnce() throws Exception {
        String old = keys.make(customer, null, null);
        String fresh = keys.rotate(customer, old.substring(0, 11), Duration.ZERO, null);
        await().atMost(SOON).until(() -> opens(fresh) && !opens(old));
    }

    @ParameterizedTest
    @CsvSource({
        "0, The old key is void now.",
        "1, The old key is valid for 1 more hour.",
        "48, The old key is valid for 48 more hours."
    })
    void theCommandSaysWhatIsLeftOfTheOldKey(String hours, String words) throws Exception {
        String old = keys.make(customer, null, null);
        CommandLines.Ended ended =
                CommandLines.run(stack.environment(), "key", customer, "--rotate", "--overlap-hours", hours);
        assertThat(ended.err()).isEqualToIgnoringNewLines(words);
        assertThat(ended.out().strip()).startsWith("dk_").isNotEqualTo(old);
        await().atMost(SOON).until(() -> opens(ended.out().strip()) && opens(old) == !hours.equals("0"));
    }

    @Test
    void whatThereIsNotIsNamed() throws Exception {
        assertThatThrownBy(() -> keys.revoke(customer, "dk_12345678"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no customer '" + customer + "'");
        String one = keys.make(customer, null, null);
        assertThatThrownBy(() -> keys.revoke(customer, "dk_12345678"))
                .hasMessage("the customer " + customer + " has no key dk_12345678: there are " + one.substring(0, 11));
        keys.make(customer, null, null);
        assertThatThrownBy(() -> keys.rotate(customer, null, Duration.ZERO, null))
                .hasMessageContaining("several keys: name one of " + one.substring(0, 11));
    }

    @Test
    void changesAtTheSameTimeAreAllMade() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> makes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                makes.add(() -> keys.make(customer, null, null));
            }
            List<String> made = new ArrayList<>();
            for (Future<String> one : writers.invokeAll(makes)) {
                made.add(one.get().substring(3, 11));
            }
            assertThat(keys.list(customer)).extracting(Customer.Key::prefix).containsExactlyInAnyOrderElementsOf(made);
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void aCustomerWhoIsErasedMeanwhileDoesNotKeepItsOldKeys() throws Exception {
        String old = keys.make(customer, null, null);
        new EraseCustomer(
                        stack.kafkaBrokers(),
                        "darkroom.customers",
                        JsonMapper.builder().findAndAddModules().build())
                .revoke(customer, Instant.now());
        String fresh = keys.make(customer, null, null);
        await().atMost(SOON).until(() -> opens(fresh) && !opens(old));
        assertThat(registry.erasedUntil(customer)).isPresent();
    }

    private boolean opens(String key) throws IOException {
        try {
            return access.read("Bearer " + key, null).equals(customer);
        } catch (BadRequestException refused) {
            return false;
        }
    }
}
