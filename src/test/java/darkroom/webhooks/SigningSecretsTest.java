package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SigningSecretsTest {
    private final SigningSecrets secrets = new SigningSecrets("the platform's own");

    @Test
    void areWhatReceiversExpect() {
        assertThat(secrets.make()).matches("whsec_[A-Za-z0-9+/]{43}=").isNotEqualTo(secrets.make());
        assertThat(SigningSecrets.bytes(secrets.make())).hasSize(32);
    }

    @Test
    void whatIsSealedOpensForItsCustomerAndIsNothingToRead() {
        String secret = secrets.make();
        String sealed = secrets.seal("acme", secret);
        assertThat(secrets.open("acme", sealed)).isEqualTo(SigningSecrets.bytes(secret));
        assertThat(sealed).doesNotContain(secret.substring("whsec_".length(), 20));
        assertThat(secrets.seal("acme", secret)).as("another nonce each time").isNotEqualTo(sealed);
    }

    @Test
    void itOpensNowhereElse() {
        String sealed = secrets.seal("acme", secrets.make());
        char last = sealed.charAt(sealed.length() - 6);
        String damaged = sealed.substring(0, sealed.length() - 6)
                + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 5);
        assertThatThrownBy(() -> secrets.open("other", sealed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of other does not open under this DARKROOM_ACCESS_HASH_SECRET");
        assertThatThrownBy(() -> new SigningSecrets("another").open("acme", sealed))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> secrets.open("acme", damaged)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> secrets.open("acme", "v1.AAAA")).hasMessageContaining("cut off");
        assertThatThrownBy(() -> secrets.open("acme", "v9.AAAA")).hasMessageContaining("no form that is known");
    }
}
