package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.devservices.Stack;
import darkroom.intake.CustomerInbox;
import darkroom.model.Erasable;
import darkroom.model.Erasures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects that S3 has dated later than the instant of an erasure, as it does where its clock is ahead. On a real S3 server. */
class CustomerObjectsTest {
    private static final String ARCHIVE = "darkroom-archive";
    private static final String INBOX = "darkroom-inbox";

    private final S3Client s3 = S3Client.builder()
            .endpointOverride(Stack.shared().s3Endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("admin", "admin-dev")))
            .build();
    private final String customer = "objects-" + UUID.randomUUID();
    private final String quarantined = "quarantine/" + customer + "/" + UUID.randomUUID();
    private final String dropped = customer + "/web/one.jpg";
    private final Instant before = Instant.now().minus(Duration.ofHours(1));
    private final List<String> told = new ArrayList<>();
    private final Erasable.Log log = new Erasable.Log() {
        @Override
        public void erased(String what, long count, long bytes) {
            told.add(what);
        }

        @Override
        public void locked(Erasable.Locked version) {
            told.add("locked " + version.key());
        }
    };

    @BeforeEach
    void bothHaveOne() {
        s3.putObject(r -> r.bucket(ARCHIVE).key(quarantined), RequestBody.fromString("x"));
        s3.putObject(r -> r.bucket(INBOX).key(dropped), RequestBody.fromString("x"));
    }

    @AfterEach
    void close() {
        erase(false, false);
        s3.close();
    }

    private void erase(boolean isBack, boolean dryRun) {
        try (CustomerObjects objects =
                new CustomerObjects(s3, ARCHIVE, new ObjectMapper(), 2, erased(isBack), Clock.systemUTC())) {
            objects.erase(customer, before, dryRun, log);
        }
        new CustomerInbox(s3, INBOX, erased(isBack)).erase(customer, before, dryRun, log);
    }

    private Erasures erased(boolean isBack) {
        return new Erasures() {
            @Override
            public Optional<Instant> until(String someone) {
                return Optional.of(before);
            }

            @Override
            public boolean isBack(String someone) {
                return isBack;
            }
        };
    }

    private List<String> versions() {
        List<String> keys = new ArrayList<>();
        s3.listObjectVersions(r -> r.bucket(ARCHIVE).prefix(quarantined))
                .versions()
                .forEach(v -> keys.add(v.key()));
        s3.listObjectVersions(r -> r.bucket(INBOX).prefix(dropped)).versions().forEach(v -> keys.add(v.key()));
        return keys;
    }

    @Test
    void ofWhoHasNotComeBackTheyGoToo() {
        erase(false, true);
        assertThat(told).containsExactly("quarantine", "inbox");
        assertThat(versions()).containsExactly(quarantined, dropped);

        erase(false, false);
        assertThat(told).containsExactly("quarantine", "inbox", "quarantine", "inbox");
        assertThat(versions()).isEmpty();
    }

    @Test
    void ofWhoIsBackTheyStay() {
        erase(true, false);
        assertThat(told).isEmpty();
        assertThat(versions()).containsExactly(quarantined, dropped);
    }
}
