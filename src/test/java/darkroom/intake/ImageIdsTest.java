package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImageIdsTest {
    private static final UUID NAMESPACE = UUID.fromString("6b1c7f0e-3f5d-5c58-9a52-0d6c5d1b7a10");

    /** They name objects and rows that are kept for years: a change here would do old work again under new names. */
    @Test
    void neverChange() {
        assertThat(ImageIds.httpKey("demo", "order-1")).hasToString("0ec7fb9d-a6ca-5aff-a4ed-794a8a602cbb");
        assertThat(ImageIds.kafkaId("demo", "order-1")).hasToString("2d32c332-bc46-5a0a-b2b5-7100411d7b0b");
        assertThat(ImageIds.kafkaPlace("demo", "vC1wcHS0SEe6DU0PYVjNTw", 3, 17))
                .hasToString("b1a488e1-c82b-5201-ab8d-20d56c3e7898");
        assertThat(ImageIds.s3Version("demo", "darkroom-inbox", "demo/web/a b.jpg", "v1"))
                .hasToString("2595081f-769f-5410-9a17-4fdac974015f");
        assertThat(ImageIds.replay("demo", NAMESPACE, "web@2")).hasToString("982405f1-4c1f-5c2d-83ff-2d1f350c5aec");
    }

    @Test
    void areVersion5OfKindCustomerAndIdentityJoinedByNul() throws Exception {
        assertThat(ImageIds.httpKey("demo", "order-1")).isEqualTo(version5("http\0demo\0order-1"));
        assertThat(ImageIds.kafkaId("demo", "order-1")).isEqualTo(version5("kafka\0demo\0order-1"));
        assertThat(ImageIds.kafkaPlace("demo", "t", 3, 17)).isEqualTo(version5("kafka-place\0demo\0t\0003\00017"));
        assertThat(ImageIds.s3Version("demo", "b", "k", "v")).isEqualTo(version5("s3\0demo\0b\0k\0v"));
        assertThat(ImageIds.replay("demo", NAMESPACE, "web@2"))
                .isEqualTo(version5("replay\0demo\0" + NAMESPACE + "\0web@2"));
    }

    @Test
    void ofDifferentKindsOrCustomersOrPlacesAreDifferent() {
        List<UUID> ids = new ArrayList<>(List.of(
                ImageIds.httpKey("a", "x"),
                ImageIds.httpKey("b", "x"),
                ImageIds.kafkaId("a", "x"),
                ImageIds.kafkaPlace("a", "x", 0, 0),
                ImageIds.kafkaPlace("a", "x", 0, 1),
                ImageIds.kafkaPlace("a", "x", 1, 0),
                ImageIds.kafkaPlace("a", "x", 11, 1),
                ImageIds.kafkaPlace("a", "x", 1, 11),
                ImageIds.s3Version("a", "x", "k", "v"),
                ImageIds.s3Version("a", "xk", "", "v"),
                ImageIds.s3Version("a", "x", "kv", "")));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void ofUploadsWithoutAKeyAreNewEveryTime() {
        assertThat(ImageIds.httpFresh("demo"))
                .isNotEqualTo(ImageIds.httpFresh("demo"))
                .matches(id -> id.version() == 5);
    }

    /** RFC 9562, section 5.5, by the book. */
    private static UUID version5(String name) throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(bytes(NAMESPACE));
        byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
        hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(hash);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static byte[] bytes(UUID id) {
        return java.nio.ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
