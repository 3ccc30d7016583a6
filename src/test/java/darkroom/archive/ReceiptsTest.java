package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.devservices.Stack;
import darkroom.model.Earlier;
import darkroom.model.Erasures;
import darkroom.model.FinishedImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** On a real S3 server, which knows versions and delete markers. */
class ReceiptsTest {
    private static final String BUCKET = "darkroom-archive";
    private static final String CUSTOMER = "receipts";
    private static final Instant FIRST = Instant.parse("2026-11-19T08:00:00Z");
    private static final Instant AGAIN = FIRST.plusSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final S3Client s3 = S3Client.builder()
            .endpointOverride(Stack.shared().s3Endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("darkroom", "darkroom-dev")))
            .build();
    private final Receipts receipts = new Receipts(s3, BUCKET, 1830, Erasures.NONE, JSON);
    private final UUID id = UUID.randomUUID();

    @AfterEach
    void close() {
        s3.close();
    }

    @Test
    void aReceiptBehindADeleteMarkerIsStillThere() {
        Receipt done = store(receipt("http", Outcome.ok, FIRST));
        s3.deleteObject(r -> r.bucket(BUCKET).key(ArchiveKeys.receipt(CUSTOMER, id)));

        assertThat(earlier(receipts, "http", Outcome.ok, false).receipt())
                .as("or it would count twice")
                .isEqualTo(done);
    }

    @Test
    void whatAnErasureHidIsGone() {
        store(receipt("http", Outcome.ok, FIRST));
        s3.deleteObject(r -> r.bucket(BUCKET).key(ArchiveKeys.receipt(CUSTOMER, id)));
        Receipts after = new Receipts(s3, BUCKET, 1830, customer -> Optional.of(FIRST), JSON);

        assertThat(earlier(after, "http", Outcome.ok, false).receipt()).isNull();
    }

    @Test
    void aFailureGivesWayToTheReceiptOfSomebodyElse() {
        assertThat(earlier(receipts, "kafka", Outcome.failed, false).receipt()).isNull();
        Receipt theirs = store(receipt("kafka", Outcome.ok, FIRST));
        assertThat(earlier(receipts, "kafka", Outcome.failed, false).receipt()).isEqualTo(theirs);
    }

    @Test
    void whatNobodyElseCanHaveBeenAtIsNotLookedFor() {
        store(receipt("http", Outcome.ok, FIRST));
        assertThat(earlier(receipts, "http", Outcome.ok, true)).isSameAs(Earlier.NOTHING);
        assertThat(earlier(receipts, "kafka", Outcome.ok, false)).isSameAs(Earlier.NOTHING);
    }

    /** Rows are told apart by the time at which an image came: with another time it would count once more. */
    @ParameterizedTest
    @EnumSource(Outcome.class)
    void overHttpTheTimeOfTheFirstFailureStays(Outcome outcome) throws IOException {
        store(receipt("http", Outcome.failed, FIRST));
        assertThat(sealed("http", outcome, false).receivedAt()).isEqualTo(FIRST);
    }

    @Test
    void whatAMessageDatesKeepsItsTime() throws IOException {
        store(receipt("kafka", Outcome.failed, FIRST));
        assertThat(sealed("kafka", Outcome.ok, false).receivedAt()).isEqualTo(AGAIN);
    }

    private Earlier earlier(Receipts with, String source, Outcome outcome, boolean fresh) {
        return with.earlier(new FinishedImage(List.of(), receipt(source, outcome, AGAIN), null), fresh);
    }

    private Receipt sealed(String source, Outcome outcome, boolean fresh) throws IOException {
        FinishedImage finished = new FinishedImage(List.of(), receipt(source, outcome, AGAIN), null);
        return receipts.settled(receipts.seal(finished, List.of(), receipts.earlier(finished, fresh)));
    }

    private Receipt store(Receipt receipt) {
        FinishedImage finished = new FinishedImage(List.of(), receipt, null);
        StoredObject sealed = receipts.seal(finished, List.of(), Earlier.NOTHING);
        s3.putObject(r -> r.bucket(BUCKET).key(sealed.key()), RequestBody.fromBytes(sealed.bytes()));
        return receipt;
    }

    private Receipt receipt(String source, Outcome outcome, Instant receivedAt) {
        return new Receipt(
                id,
                CUSTOMER,
                source,
                "web@1",
                "imgscalr-4.2",
                outcome,
                outcome == Outcome.ok ? null : "reason",
                receivedAt,
                receivedAt.plusMillis(50),
                receivedAt.plusSeconds(8 * 86_400),
                3,
                41,
                new Receipt.Original("jpeg", 40, 30, 1, 1L, "ab", null),
                List.of());
    }
}
