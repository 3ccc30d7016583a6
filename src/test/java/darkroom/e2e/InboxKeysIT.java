package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import darkroom.intake.ImageIds;
import imaging.Pictures;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** An object may have any name that S3 allows. */
class InboxKeysIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> NAMES = List.of(
            "plain.jpg",
            "a b.jpg",
            "a+b.jpg",
            "100%.jpg",
            "100%25.jpg",
            "%41.jpg",
            "gr\u00fc\u00dfe \ud83d\udcf7.jpg",
            "combining n\u0308.jpg",
            " lead and trail ",
            "a&<>\"'b.jpg",
            "a?b#c.jpg",
            "${x}.jpg",
            "a/b/c/d.jpg",
            "a\tb.jpg",
            "a\nb.jpg",
            "a\r\nb.jpg",
            "a\u0001b.jpg",
            "a\u0002b.jpg",
            "a\ufffdb.jpg",
            "a\ufffeb.jpg",
            "a\u001b[31mb.jpg",
            "a\u007fb.jpg",
            "a\u0085b.jpg",
            "x".repeat(1000));

    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    @Test
    void isSweptUnderIt() throws Exception {
        String customer = "any-key-swept";
        platform.key(customer);
        assertDone(customer, drop(customer, false));
    }

    @Test
    void isFoundByItsNotice() throws Exception {
        String customer = "any-key-noticed";
        platform.key(customer);
        assertDone(customer, drop(customer, true));
    }

    private static Set<String> drop(String customer, boolean announced) {
        Set<String> ids = new HashSet<>();
        byte[] picture = Pictures.jpeg(60, 40);
        for (String name : NAMES) {
            String key = customer + "/web/" + name;
            for (int version = 0; version < 2; version++) {
                String stored = platform.drop(key, picture);
                ids.add(ImageIds.s3Version(customer, Platform.INBOX, key, stored)
                        .toString());
                if (announced) {
                    platform.announce(Platform.notice(key, stored));
                }
            }
        }
        assertThat(ids).hasSize(2 * NAMES.size());
        return ids;
    }

    private static void assertDone(String customer, Set<String> ids) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(platform.receipts(customer)).containsOnlyKeys(ids));
        await("every version leaves the inbox").atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
    }

    @Test
    void namesThatNobodyMayUseAreEscapedInTheLogAndInTheLetter() throws Exception {
        String key = "any-key-nobody/web/\u001b[31m\nFAKE LOG LINE";
        platform.announce(Platform.notice(key, platform.drop(key, new byte[] {1})));
        await().atMost(SOON).until(() -> platform.allDeadNotices().stream()
                .anyMatch(m -> m.body().contains("any-key-nobody")));
        String log = Files.readString(platform.app().log());
        assertThat(log)
                .contains("any-key-nobody/web/\\u001b[31m\\u000aFAKE LOG LINE")
                .doesNotContain("\u001b[31m");
    }

    /** SeaweedFS makes a folder of it and forgets the bytes; with S3 it is an object like any other. */
    @Test
    void aFolderIsAnEmptyPicture() throws Exception {
        String customer = "any-key-folder";
        platform.key(customer);
        platform.drop(customer + "/web/folder/", Pictures.jpeg(60, 40));
        await().atMost(SOON).until(() -> platform.receipts(customer).size() == 1);
        assertThat(platform.receipts(customer).values())
                .allSatisfy(
                        receipt -> assertThat(receipt.get("reason").asText()).isEqualTo("broken-image"));
        await().atMost(SOON).until(() -> platform.inboxVersions(customer + "/") == 0);
    }

    /** Two more of SeaweedFS's ways: it keeps these under the plain key, and has no object of the others. */
    @Test
    void slashesAreSweptAsTheServerListsThem() throws Exception {
        String customer = "any-key-slashes";
        platform.key(customer);
        Set<String> ids = new HashSet<>();
        for (String key :
                List.of("/" + customer + "/web/1.jpg", customer + "//web//2.jpg", customer + "/web/\\3.jpg")) {
            String version = platform.drop(key, Pictures.jpeg(60, 40));
            String listed = key.replace('\\', '/').replaceAll("/+", "/").replaceAll("^/", "");
            ids.add(ImageIds.s3Version(customer, Platform.INBOX, listed, version)
                    .toString());
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(platform.receipts(customer)).containsOnlyKeys(ids));
    }

    @ParameterizedTest
    @ValueSource(strings = {"any/web/a\u0000b.jpg", "any/web/../b.jpg", "any/web/./b.jpg"})
    void noObjectOfThisServerHasSuchAName(String key) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> platform.drop(key, new byte[] {1}))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400));
    }
}
