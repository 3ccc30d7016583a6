package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.ArchivedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ArchiveListingTest {
    private static final UUID ONE = UUID.fromString("00000000-0000-5000-8000-000000000001");
    private static final UUID TWO = UUID.fromString("f0000000-0000-5000-8000-000000000002");
    private static final Instant EARLY = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant LATE = Instant.parse("2026-11-20T11:00:00Z");

    private final ListedS3 s3 = new ListedS3();
    private final ArchiveListing listing = new ArchiveListing(s3, "archive");

    @Test
    void putsTheObjectsOfAnImageTogetherOverPages() {
        image("demo", ONE, "receipt.json", LATE);
        image("demo", ONE, "thumb.jpg", EARLY);
        image("demo", ONE, "web.jpg", EARLY);
        image("demo", TWO, "receipt.json", EARLY);
        image("demo", TWO, "thumb.jpg", EARLY);

        assertThat(all(null, null))
                .containsExactly(
                        new ArchivedImage("demo", ONE, LATE, null, 2, LATE),
                        new ArchivedImage("demo", TWO, EARLY, null, 1, EARLY));
    }

    @Test
    void knowsTheNewestFailureOfAnImageThatIsNotDone() {
        image("demo", ONE, "failed-1.json", LATE);
        image("demo", ONE, "failed-2.json", EARLY);

        assertThat(all(null, null)).containsExactly(new ArchivedImage("demo", ONE, null, LATE, 0, LATE));
    }

    @Test
    void countsAVariantOnceThatLiesBesideAnotherAndNoOriginal() {
        image("demo", ONE, "web.jpg", EARLY);
        image("demo", ONE, "web-" + "0a".repeat(32) + ".jpg", EARLY);
        image("demo", ONE, "original.png", EARLY);

        assertThat(all(null, null)).extracting(ArchivedImage::variants).containsExactly(1);
    }

    @Test
    void comesInTheOrderOfKeysInWhichADashIsBeforeTheEndOfAName() {
        image("a", ONE, "receipt.json", EARLY);
        image("a-b", ONE, "receipt.json", EARLY);

        assertThat(all(null, null)).extracting(ArchivedImage::customer).containsExactly("a-b", "a");
    }

    @Test
    void listsOneCustomerAloneAndGoesOnBehindAnImage() {
        image("a", ONE, "receipt.json", EARLY);
        image("a", ONE, "web.jpg", EARLY);
        image("a", TWO, "receipt.json", EARLY);
        image("ab", ONE, "receipt.json", EARLY);

        assertThat(all("a", null)).extracting(ArchivedImage::id).containsExactly(ONE, TWO);
        assertThat(all("a", "a/" + ONE)).extracting(ArchivedImage::id).containsExactly(TWO);
        assertThat(all("a", "a/" + TWO)).isEmpty();
    }

    @Test
    void passesOverWhatIsNoImage() {
        s3.with("archive/demo/readme.txt", "2026-11-20T10:00:00Z").with("archive/UP/x/web.jpg", "2026-11-20T10:00:00Z");

        assertThat(all(null, null)).isEmpty();
    }

    private void image(String customer, UUID id, String name, Instant at) {
        s3.with("archive/" + customer + "/" + id + "/" + name, at.toString());
    }

    private List<ArchivedImage> all(String customer, String after) {
        List<ArchivedImage> all = new ArrayList<>();
        Iterator<ArchivedImage> images = listing.images(customer, after);
        images.forEachRemaining(all::add);
        return all;
    }
}
