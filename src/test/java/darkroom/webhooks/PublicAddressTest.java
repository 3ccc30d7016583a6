package darkroom.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.0.1",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2001::1",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::",
                "3fff::1",
                "4000::1"
            })
    void whatIsNotAnybodysOnTheInternetIsRefused(String literal) throws Exception {
        assertThat(PublicAddress.is(InetAddress.getByName(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:1.1.1.1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "2606:4700:4700::1111",
                "2a00:1450::1",
                "3ffe::1"
            })
    void theRestIsPublic(String literal) throws Exception {
        assertThat(PublicAddress.is(InetAddress.getByName(literal))).isTrue();
    }

    /** As an attacker may write 127.0.0.1 in a URL; the system's resolver understands some of them. */
    @ParameterizedTest
    @ValueSource(strings = {"127.1", "2130706433", "0", "localhost", "127.0.0.1", "[::1]", "::1", "[::ffff:127.0.0.1]"})
    void loopbackIsRefusedHoweverItIsWritten(String host) {
        CheckedResolver resolver = new CheckedResolver(system(), false);
        assertThatThrownBy(() -> resolver.resolve(host)).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void oneAddressThatIsNotPublicRefusesTheName() throws Exception {
        CheckedResolver resolver = new CheckedResolver(of("1.1.1.1", "10.0.0.1"), false);
        assertThatThrownBy(() -> resolver.resolve("both.example"))
                .isInstanceOf(CheckedResolver.NotAllowedException.class)
                .hasMessage("both.example leads to an address that is not public");
        assertThat(new CheckedResolver(of("1.1.1.1"), false).resolve("one.example"))
                .hasSize(1);
        assertThat(new CheckedResolver(of("10.0.0.1"), true).resolve("inside.example"))
                .hasSize(1);
        assertThatThrownBy(() -> new CheckedResolver(of(), true).resolve("none.example"))
                .isInstanceOf(UnknownHostException.class);
    }

    private static DnsResolver system() {
        return org.apache.hc.client5.http.SystemDefaultDnsResolver.INSTANCE;
    }

    private static DnsResolver of(String... literals) {
        return Names.all(host -> Arrays.asList(literals));
    }
}
