package darkroom.intake;

import darkroom.model.Erasable;
import darkroom.model.Erasures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What lies of a customer in the inbox: versions, and uploads in parts that were never ended. Nothing there is locked. */
public final class CustomerInbox implements Erasable {
    private final S3Client s3;
    private final Inbox inbox;
    private final Erasures erasures;

    /**
     * @param s3 with the right to delete versions and to abort uploads
     * @param erasures tell who was erased and is back, and has objects that are to stay
     */
    public CustomerInbox(S3Client s3, String bucket, Erasures erasures) {
        this.s3 = s3;
        this.inbox = new Inbox(s3, bucket, false);
        this.erasures = erasures;
    }

    @Override
    public void erase(String customer, Instant until, boolean dryRun, Log log) {
        String prefix = customer + "/";
        List<InboxVersion> versions = new ArrayList<>();
        List<InboxVersion> markers = new ArrayList<>(); // without bytes, but their keys tell whose they were
        Predicate<InboxVersion> theirs = version -> dryRun || erasures.cover(customer, version.since(), until);
        new InboxListing(s3, inbox, prefix).forEach(those(theirs, versions), those(theirs, markers));
        for (InboxVersion version :
                versions) { // none goes while they are listed: a page begins behind one that is there
            if (!dryRun) {
                inbox.erase(version.arrival());
            }
            log.erased("inbox", 1, version.size());
        }
        if (!dryRun) {
            markers.forEach(marker -> inbox.erase(marker.arrival()));
        }
        List<MultipartUpload> uploads =
                s3.listMultipartUploadsPaginator(r -> r.bucket(inbox.bucket()).prefix(prefix)).uploads().stream()
                        .toList();
        for (MultipartUpload upload : uploads) {
            if (!dryRun) {
                s3.abortMultipartUpload(
                        r -> r.bucket(inbox.bucket()).key(upload.key()).uploadId(upload.uploadId()));
            }
            log.erased("incomplete uploads", 1, 0);
        }
    }

    private static Consumer<InboxVersion> those(Predicate<InboxVersion> wanted, List<InboxVersion> kept) {
        return version -> {
            if (wanted.test(version)) {
                kept.add(version);
            }
        };
    }
}
