package darkroom.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * camel-aws2-s3 passes no Expires, tags, checksum or object lock on a PUT. They travel as reserved metadata and become
 * fields of the request here, before it is signed. Stateless, thread-safe.
 */
public final class RetentionInterceptor implements ExecutionInterceptor {
    static final String EXPIRES = "darkroom-expires";
    static final String LOCK = "darkroom-lock";
    static final String TAG = "darkroom-tag-";
    static final String SHA256 = "sha256";

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (!(context.request() instanceof PutObjectRequest put)
                || !put.metadata().containsKey(EXPIRES)) {
            return context.request();
        }
        Map<String, String> metadata = new HashMap<>(put.metadata());
        PutObjectRequest.Builder request = put.toBuilder().expires(Instant.parse(metadata.remove(EXPIRES)));
        String lock = metadata.remove(LOCK);
        if (lock != null) {
            request.objectLockMode(ObjectLockMode.GOVERNANCE).objectLockRetainUntilDate(Instant.parse(lock));
        }
        List<Tag> tags = new ArrayList<>();
        metadata.forEach((name, value) -> {
            if (name.startsWith(TAG)) {
                tags.add(Tag.builder()
                        .key(name.substring(TAG.length()))
                        .value(value)
                        .build());
            }
        });
        metadata.keySet().removeIf(name -> name.startsWith(TAG));
        byte[] sha256 = HexFormat.of().parseHex(metadata.get(SHA256));
        return request.tagging(Tagging.builder().tagSet(tags).build())
                .checksumSHA256(Base64.getEncoder().encodeToString(sha256))
                .metadata(metadata)
                .build();
    }
}
