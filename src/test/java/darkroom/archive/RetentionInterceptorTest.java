package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class RetentionInterceptorTest {
    private static final Instant UNTIL = Instant.parse("2026-11-28T10:15:30Z");
    private static final String SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void reservedMetadataBecomesFieldsOfTheRequest() {
        PutObjectRequest put = (PutObjectRequest) modified(put(Map.of(
                "sha256",
                SHA256,
                "width",
                "40",
                "darkroom-expires",
                UNTIL.toString(),
                "darkroom-lock",
                UNTIL.toString(),
                "darkroom-tag-kind",
                "variant",
                "darkroom-tag-recipe",
                "web@1")));
        assertThat(put.expires()).isEqualTo(UNTIL);
        assertThat(put.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
        assertThat(put.objectLockRetainUntilDate()).isEqualTo(UNTIL);
        assertThat(put.tagging()).contains("kind=variant").contains("recipe=web%401");
        assertThat(put.checksumSHA256())
                .isEqualTo(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(SHA256)));
        assertThat(put.metadata()).containsOnlyKeys("sha256", "width");
    }

    @Test
    void withoutALockThereIsNone() {
        PutObjectRequest put =
                (PutObjectRequest) modified(put(Map.of("sha256", SHA256, "darkroom-expires", UNTIL.toString())));
        assertThat(put.objectLockMode()).isNull();
        assertThat(put.objectLockRetainUntilDate()).isNull();
    }

    @Test
    void otherRequestsAreLeftAlone() {
        for (SdkRequest other : new SdkRequest[] {
            put(Map.of("width", "40")), GetObjectRequest.builder().key("k").build()
        }) {
            assertThat(modified(other)).isSameAs(other);
        }
    }

    private static PutObjectRequest put(Map<String, String> metadata) {
        return PutObjectRequest.builder()
                .bucket("b")
                .key("k")
                .metadata(metadata)
                .build();
    }

    private static SdkRequest modified(SdkRequest request) {
        Context.ModifyRequest context =
                InterceptorContext.builder().request(request).build();
        return new RetentionInterceptor().modifyRequest(context, new ExecutionAttributes());
    }
}
