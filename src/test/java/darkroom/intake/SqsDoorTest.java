package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.BadRequestException;
import darkroom.model.Erasures;
import darkroom.model.IntakeImage;
import imaging.MemoryBudget;
import imaging.Recipes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class SqsDoorTest {
    private static final Map<String, String> NEWEST = Map.of(
            "demo/web/cat.jpg", "v3",
            "demo/web/a+b.jpg", "v4",
            "demo/web/a b.jpg", "v5",
            "demo/web/100%.jpg", "v6",
            "demo/web/only decoded.jpg", "v7");

    private String refusal;
    private final SqsDoor door = new SqsDoor(
            new Notices(new ObjectMapper()),
            new Inbox(new NewestVersions(), "darkroom-inbox", false),
            Recipes.load(Path.of("processors/recipes")),
            "demo"::equals,
            Erasures.NONE,
            100,
            new Originals(new MemoryBudget(1 << 20, Duration.ZERO), 100));

    @Test
    void aKeyNamesCustomerAndRecipe() {
        IntakeImage image = door.identify(arrival("demo/web/a/b c.jpg", "v1"));
        assertThat(image.customer()).isEqualTo("demo");
        assertThat(image.recipe()).isEqualTo("web");
        assertThat(image.source()).isEqualTo("sqs");
        assertThat(image.fresh()).isFalse();
        assertThat(image.bytes()).isEmpty();
    }

    @Test
    void eachVersionIsAnImageOfItsOwn() {
        assertThat(door.identify(arrival("demo/web/cat.jpg", "v1")).id())
                .isEqualTo(ImageIds.s3Version("demo", "darkroom-inbox", "demo/web/cat.jpg", "v1"))
                .isEqualTo(door.identify(arrival("demo/web/cat.jpg", "v1")).id())
                .isNotEqualTo(door.identify(arrival("demo/web/cat.jpg", "v2")).id())
                .isNotEqualTo(door.identify(arrival("demo/web/dog.jpg", "v1")).id());
    }

    @ParameterizedTest
    @CsvSource({
        "cat.jpg, malformed-notice",
        "demo/cat.jpg, malformed-notice",
        "demo/web/, malformed-notice",
        "/demo/web/cat.jpg, unknown-customer",
        "../demo/web/cat.jpg, unknown-customer",
        "nobody/web/cat.jpg, unknown-customer",
        "demo/nope/cat.jpg, unknown-recipe",
        "demo/../web/cat.jpg, unknown-recipe"
    })
    void whatIsNotCustomerRecipeNameIsRefused(String key, String code) {
        refused(code, arrival(key, "v1"));
    }

    @Test
    void anEmptyRecipeIsTheDefault() {
        assertThat(door.identify(arrival("demo//cat.jpg", "v1")).recipe()).isEqualTo("web");
    }

    @Test
    void theVersionOfTheNoticeCounts() {
        assertThat(door.pin(arrival("demo/web/cat.jpg", "v1"))).isEqualTo(arrival("demo/web/cat.jpg", "v1"));
    }

    @Test
    void withoutOneTheNewestDoes() {
        assertThat(door.pin(arrival("demo/web/cat.jpg", null))).isEqualTo(arrival("demo/web/cat.jpg", "v3"));
    }

    @Test
    void aKeyAsItIsGoesBeforeTheSameKeyDecoded() {
        assertThat(door.pin(arrival("demo/web/a+b.jpg", null))).isEqualTo(arrival("demo/web/a+b.jpg", "v4"));
        assertThat(door.pin(arrival("demo/web/only+decoded.jpg", null)))
                .isEqualTo(arrival("demo/web/only decoded.jpg", "v7"));
    }

    /** Found so: the notice came back for ever, because decoding a lone percent sign throws. */
    @Test
    void aKeyThatCannotBeDecodedIsAKeyToo() {
        assertThat(door.pin(arrival("demo/web/100%.jpg", null))).isEqualTo(arrival("demo/web/100%.jpg", "v6"));
        assertThatThrownBy(() -> door.pin(arrival("demo/web/99%.jpg", null)))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("no-such-object"));
    }

    @Test
    void aMissingObjectIsNone() {
        assertThatThrownBy(() -> door.pin(arrival("demo/web/gone.jpg", null)))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("no-such-object"));
    }

    @Test
    void aKeyOrVersionThatNeverCanBeOneIsNone() {
        refusal = "InvalidArgument";
        assertThatThrownBy(() -> door.pin(arrival("demo/web/cat.jpg", null)))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("no-such-object"));
    }

    /** S3 answers 400 to that too, and to a HEAD without saying why. */
    @Test
    void aCredentialThatHasExpiredMakesNoDeadLetter() {
        refusal = "ExpiredToken";
        assertThatThrownBy(() -> door.pin(arrival("demo/web/cat.jpg", null))).isInstanceOf(S3Exception.class);
    }

    @Test
    void whatIsStoredWithoutAVersionHasTheVersionNull() {
        assertThat(door.pin(arrival("demo/web/folder/", null)).versionId()).isEqualTo("null");
    }

    @Test
    void aMessageThatIsReceivedAgainOrALateOneMayHaveBeenBegunOn() {
        Notices notices = new Notices(new ObjectMapper());
        Arrival cat = arrival("demo/web/darkroom-late", "v1");
        String early = notices.write(cat, Instant.EPOCH, 1, false);
        String late = notices.write(cat, Instant.EPOCH, 1, true);
        assertThat(door.seen(early, received("1"))).isEqualTo(Seen.never);
        assertThat(door.seen(early, received("2"))).isEqualTo(Seen.before);
        assertThat(door.seen(late, received("1"))).isEqualTo(Seen.before);
        assertThat(door.seen(early, null)).isEqualTo(Seen.never);
        assertThat(door.read(late)).isEqualTo(door.read(early));
    }

    private static Map<MessageSystemAttributeName, String> received(String times) {
        return Map.of(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", ""})
    void anotherBucketIsNotTheInbox(String version) {
        Arrival elsewhere = new Arrival("darkroom-archive", "demo/web/cat.jpg", version.isEmpty() ? null : version);
        assertThatThrownBy(() -> door.pin(elsewhere))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo("malformed-notice"))
                .hasMessageContaining("darkroom.inbox.bucket");
    }

    private void refused(String code, Arrival arrival) {
        assertThatThrownBy(() -> door.identify(arrival))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Arrival arrival(String key, String version) {
        return new Arrival("darkroom-inbox", key, version);
    }

    /** Knows which version of a key is the newest, and nothing else. */
    private final class NewestVersions implements S3Client {
        @Override
        public HeadObjectResponse headObject(HeadObjectRequest request) {
            if (refusal != null) {
                throw refused(null);
            }
            if (request.key().endsWith("/")) {
                return HeadObjectResponse.builder().build();
            }
            String version = NEWEST.get(request.key());
            if (version == null) {
                throw NoSuchKeyException.builder().statusCode(404).build();
            }
            return HeadObjectResponse.builder().versionId(version).build();
        }

        @Override
        public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
            throw refused(refusal);
        }

        private S3Exception refused(String code) {
            return (S3Exception) S3Exception.builder()
                    .statusCode(400)
                    .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                    .build();
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }
}
