package darkroom.archive;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists keys in pages of three, as S3 does in pages of a thousand. */
final class ListedS3 implements S3Client {
    private static final int PAGE = 3;

    private final TreeMap<String, Instant> objects = new TreeMap<>();

    ListedS3 with(String key, String at) {
        objects.put(key, Instant.parse(at));
        return this;
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request r) {
        String after = r.continuationToken() != null ? r.continuationToken() : r.startAfter();
        List<S3Object> found = objects.tailMap(after == null ? "" : after, false).entrySet().stream()
                .filter(object -> object.getKey().startsWith(r.prefix()))
                .map(object -> S3Object.builder()
                        .key(object.getKey())
                        .lastModified(object.getValue())
                        .build())
                .toList();
        boolean more = found.size() > PAGE;
        List<S3Object> page = found.subList(0, more ? PAGE : found.size());
        return ListObjectsV2Response.builder()
                .contents(page)
                .isTruncated(more)
                .nextContinuationToken(more ? page.get(PAGE - 1).key() : null)
                .build();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}
}
