package darkroom.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/**
 * Every version in the inbox, once through, under its true key. XML cannot carry most control characters, so S3 is asked
 * to encode keys. SeaweedFS 4.48 does that for its list of objects, but not for that of versions: there it puts U+FFFD in
 * their place, also into the marker of the next page. Where an answer is not encoded, a key with such a character is
 * looked for in the list of objects (read once, and only then). For one use, by one thread.
 */
final class InboxListing {
    private static final Logger LOG = LoggerFactory.getLogger(InboxListing.class);
    private static final int REPLACEMENT = 0xfffd;

    private final S3Client s3;
    private final Inbox inbox;
    private final String prefix;
    private Map<String, List<String>> masked;

    /** All of it. */
    InboxListing(S3Client s3, Inbox inbox) {
        this(s3, inbox, "");
    }

    /** @param prefix what keys begin with: ASCII */
    InboxListing(S3Client s3, Inbox inbox, String prefix) {
        this.s3 = s3;
        this.inbox = inbox;
        this.prefix = prefix;
    }

    void forEach(Consumer<InboxVersion> visitor) {
        walk((page, encoded) -> versions(page, encoded, visitor));
    }

    /** @param markers is given delete markers, which have no size */
    void forEach(Consumer<InboxVersion> visitor, Consumer<InboxVersion> markers) {
        walk((page, encoded) -> {
            versions(page, encoded, visitor);
            page.deleteMarkers().forEach(m -> trueArrival(m.key(), m.versionId(), encoded)
                    .ifPresent(a -> markers.accept(new InboxVersion(a, m.lastModified(), 0))));
        });
    }

    private void versions(ListObjectVersionsResponse page, boolean encoded, Consumer<InboxVersion> visitor) {
        page.versions().forEach(v -> trueArrival(v.key(), v.versionId(), encoded)
                .ifPresent(a -> visitor.accept(new InboxVersion(a, v.lastModified(), v.size()))));
    }

    private void walk(BiConsumer<ListObjectVersionsResponse, Boolean> reader) {
        Arrival marker = new Arrival(inbox.bucket(), null, null);
        while (marker != null) {
            ListObjectVersionsResponse page = page(marker);
            boolean encoded = page.encodingType() == EncodingType.URL;
            reader.accept(page, encoded);
            marker = next(page, encoded, marker);
        }
    }

    private ListObjectVersionsResponse page(Arrival marker) {
        return s3.listObjectVersions(r -> r.bucket(inbox.bucket())
                .prefix(prefix)
                .encodingType(EncodingType.URL)
                .keyMarker(marker.key())
                .versionIdMarker(marker.versionId()));
    }

    /** Where the next page begins, null at the end: also where a server would give the same page for ever. */
    private Arrival next(ListObjectVersionsResponse page, boolean encoded, Arrival before) {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return null;
        }
        String key = page.nextKeyMarker();
        String version = page.nextVersionIdMarker();
        Arrival next = trueArrival(key, version, encoded).orElseGet(() -> new Arrival(inbox.bucket(), key, version));
        if (next.equals(before)) {
            LOG.warn("The list of {} does not get past {}; what comes after it waits", inbox.bucket(), next);
            return null;
        }
        return next;
    }

    private Optional<Arrival> trueArrival(String key, String version, boolean encoded) {
        Arrival listed = new Arrival(inbox.bucket(), key, version);
        if (encoded || key == null || key.indexOf(REPLACEMENT) < 0) {
            return Optional.of(listed);
        }
        Optional<Arrival> found = masked().getOrDefault(key, List.of()).stream()
                .map(candidate -> new Arrival(inbox.bucket(), candidate, version))
                .filter(candidate -> inbox.head(candidate).isPresent())
                .findFirst();
        if (found.isEmpty()) {
            LOG.warn("{} cannot be swept: the server does not tell its true key", listed);
        }
        return found;
    }

    /** True keys by what a list that is not encoded makes of them. */
    private Map<String, List<String>> masked() {
        if (masked == null) {
            Map<String, List<String>> keys = new HashMap<>();
            s3.listObjectsV2Paginator(
                            r -> r.bucket(inbox.bucket()).prefix(prefix).encodingType(EncodingType.URL))
                    .contents()
                    .forEach(object -> {
                        String mask = mask(object.key());
                        if (mask.indexOf(REPLACEMENT) >= 0) {
                            keys.computeIfAbsent(mask, none -> new ArrayList<>())
                                    .add(object.key());
                        }
                    });
            masked = keys;
        }
        return masked;
    }

    private static String mask(String key) {
        return key.codePoints()
                .map(c -> isXml(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** XML 1.0, section 2.2, Char. */
    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= REPLACEMENT)
                || c > Character.MAX_VALUE;
    }
}
