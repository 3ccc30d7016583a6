package darkroom.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are anybody's on the internet: IPv4 without the special-purpose blocks of IANA's registry (RFC 6890), and of
 * IPv6 only global unicast (2000::/3) without those that stand for IPv4 or for nobody. An IPv4-mapped IPv6 address is the
 * IPv4 address that it holds.
 */
final class PublicAddress {
    private static final List<Block> NOT_IPV4 = blocks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT; some clouds serve metadata there
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local: the metadata of most clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    private static final List<Block> IPV6 = blocks("2000::/3");
    private static final List<Block> NOT_IPV6 = blocks(
            "2001::/23", // protocol assignments, with Teredo
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: holds an IPv4 address
            "3fff::/20"); // documentation

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? NOT_IPV4.stream().noneMatch(block -> block.holds(bytes))
                : IPV6.stream().anyMatch(block -> block.holds(bytes))
                        && NOT_IPV6.stream().noneMatch(block -> block.holds(bytes));
    }

    private static List<Block> blocks(String... texts) {
        return Stream.of(texts).map(Block::parse).toList();
    }

    /** All addresses that begin with these bits. */
    private record Block(InetAddress first, int bits) {
        static Block parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                return new Block(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1])); // a literal: no look-up
            } catch (UnknownHostException e) {
                throw new IllegalStateException(text + " is no block of addresses", e);
            }
        }

        boolean holds(byte[] address) {
            byte[] begin = first.getAddress();
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((begin[bit / 8] ^ address[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
