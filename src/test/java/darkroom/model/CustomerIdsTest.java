package darkroom.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "demo", "acme-photos", "0", "-"})
    void aCustomerIsCalledBySmallLettersDigitsAndDashes(String id) {
        assertThat(CustomerIds.isId(id)).isTrue();
    }

    @Test
    void aCustomerIsCalledBy64CharactersAtMost() {
        assertThat(CustomerIds.isId("x".repeat(64))).isTrue();
        assertThat(CustomerIds.isId("x".repeat(65))).isFalse();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"../x", "Demo", "a b", "a/b", "a.b", "a_b", "a\n", "${x}", "caf\u00e9", "\u0430"})
    void aCustomerIsNotCalledByAnythingElse(String id) {
        assertThat(CustomerIds.isId(id)).isFalse();
    }
}
