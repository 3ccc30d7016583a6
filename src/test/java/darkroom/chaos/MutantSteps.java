package darkroom.chaos;

import darkroom.intake.Arrival;
import darkroom.model.FinishedImage;
import darkroom.model.IntakeImage;
import darkroom.model.StoredObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;

/** In the app's process: wrong steps that mutated routes call by the bean's name {@code mutantSteps}. A source of Spring's. */
public final class MutantSteps {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final S3Client s3;

    public MutantSteps(S3Client s3) {
        this.s3 = s3;
    }

    /** The image is dated by the clock. */
    public IntakeImage receivedNow(@Body IntakeImage image) {
        return new IntakeImage(
                image.id(),
                image.fresh(),
                image.customer(),
                image.source(),
                image.recipe(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                image.size(),
                image.bytes(),
                image.refusal(),
                image.replayOf());
    }

    /** The rows are dated by the clock. */
    public String occurredNow(@Body String insert) {
        return insert.replaceAll(
                "\"occurred_at\":\"[^\"]*\"", "\"occurred_at\":\"" + TIME.format(Instant.now()) + "\"");
    }

    /** The version goes from the inbox as soon as it is fetched. */
    public void clearAtOnce(@Variable("arrival") Arrival arrival) {
        s3.deleteObject(r -> r.bucket(arrival.bucket()).key(arrival.key()).versionId(arrival.versionId()));
    }

    /** The receipt is sealed as if everything that it names were stored. */
    public List<StoredObject> asIfStored(@Variable("finished") FinishedImage finished) {
        return new ArrayList<>(finished.objects());
    }
}
