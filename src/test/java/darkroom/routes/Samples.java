package darkroom.routes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.FinishedImage;
import darkroom.model.Hashes;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;

/** Values that flow through the routes. */
public final class Samples {
    static final UUID ID = UUID.fromString("0190a4e0-0000-5000-8000-000000000001");
    static final Instant RECEIVED = Instant.parse("2026-11-20T10:15:30.123Z");
    static final Instant UNTIL = Instant.parse("2026-11-28T10:15:30Z");
    static final String FOLDER = "archive/demo/" + ID + "/";
    /** The sha-256 of the original of {@link #finished}. */
    static final String ORIGINAL = Hashes.sha256(new byte[] {1});
    /** Headers that a sender could try to steer a route with. */
    static final Map<String, Object> EVIL = Map.of(
            "CamelAwsS3Key", "archive/victim/receipt.json",
            "camelAWSs3BucketName", "elsewhere",
            "CamelAwsSqsOperation", "purgeQueue",
            "CamelHttpUri", "http://10.0.0.1/",
            "CamelJdbcParameters", "x",
            "kafka.OVERRIDE_TOPIC", "darkroom.customers",
            "kAfKa.TOPIC", "darkroom.customers",
            "org.apache.camel.x", "y",
            "Authorization", "Bearer dk_12345678_secret",
            "Cookie", "session=secret");

    static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private Samples() {}

    static byte[] jpeg() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "jpeg", out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    static IntakeImage image(String source, boolean fresh, byte[] bytes) {
        return new IntakeImage(ID, fresh, "demo", source, "web", RECEIVED, bytes.length, bytes, null);
    }

    static Receipt receipt(String source, Outcome outcome, String reason) {
        return receipt(source, outcome, reason, new byte[] {1}, List.of());
    }

    private static Receipt receipt(
            String source, Outcome outcome, String reason, byte[] original, List<Receipt.Variant> variants) {
        return new Receipt(
                ID,
                "demo",
                source,
                "web@1",
                "imgscalr-4.2",
                outcome,
                reason,
                RECEIVED,
                RECEIVED.plusMillis(50),
                UNTIL,
                3,
                41,
                new Receipt.Original("jpeg", 40, 30, 1, (long) original.length, Hashes.sha256(original), null),
                variants);
    }

    static Receipt receiptOf(byte[] original) {
        return receipt("http", Outcome.ok, null, original, List.of());
    }

    /** With the variants web and thumb, whose bytes are their names. */
    public static FinishedImage finished() {
        List<StoredObject> objects = new ArrayList<>();
        List<Receipt.Variant> variants = new ArrayList<>();
        for (String name : List.of("web", "thumb")) {
            byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            StoredObject object = variant(name, bytes);
            objects.add(object);
            variants.add(new Receipt.Variant(
                    name,
                    "jpeg",
                    40,
                    30,
                    bytes.length,
                    object.sha256(),
                    List.of("orient", "srgb", "fit"),
                    "/v1/images/" + ID + "/" + name));
        }
        return new FinishedImage(objects, receipt("http", Outcome.ok, null, new byte[] {1}, variants), null);
    }

    static StoredObject variant(String name, byte[] bytes) {
        return new StoredObject(
                FOLDER + name + ".jpg",
                "image/jpeg",
                Hashes.sha256(bytes),
                UNTIL,
                UNTIL,
                Map.of("kind", "variant", "days", "8", "customer", "demo", "recipe", "web@1"),
                Map.of(
                        "width",
                        "40",
                        "height",
                        "30",
                        "operations",
                        "orient,srgb,fit",
                        "original",
                        ORIGINAL,
                        "recipe",
                        "web@1"),
                bytes);
    }

    /** The same, made of something else: {@code original} or {@code recipe}. */
    static StoredObject variant(String name, byte[] bytes, String field, String other) {
        StoredObject ours = variant(name, bytes);
        Map<String, String> metadata = new HashMap<>(ours.metadata());
        metadata.put(field, other);
        return new StoredObject(
                ours.key(),
                ours.contentType(),
                ours.sha256(),
                ours.expires(),
                ours.lockedUntil(),
                ours.tags(),
                metadata,
                bytes);
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
