package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.FinishedImage;
import darkroom.model.IntakeImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import imaging.Engine;
import imaging.ImgscalrEngine;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pictures;
import imaging.Pipeline;
import imaging.Recipes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImageProcessorTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Engine engine = new ImgscalrEngine(Limits.defaults());
    private final ImageProcessor processor = new ImageProcessor(
            new Pipeline(engine, Limits.defaults(), new MemoryBudget(64 << 20, Duration.ofSeconds(1))),
            Recipes.load(Path.of("processors/recipes"), engine),
            customer -> 8,
            new Attempts(3, Duration.ZERO, null),
            new Quarantine(1 << 20, 30),
            Clock.systemUTC());

    private Receipt receipt(String recipe, byte[] bytes) {
        FinishedImage finished = processor.process(
                new IntakeImage(
                        UUID.randomUUID(), true, "demo", "http", recipe, Instant.now(), bytes.length, bytes, null),
                Seen.never);
        return finished.receipt();
    }

    @Test
    void aReceiptHasTheMeasuresThatItsRecipeAsksFor() throws Exception {
        Receipt preview = receipt("preview", Pictures.jpeg(300, 200));
        JsonNode measures = JSON.valueToTree(preview).get("measures");
        assertThat(measures.size()).isEqualTo(1);
        assertThat(measures.get("blurhash").textValue()).hasSize(28);
        Receipt archive = receipt("archive", Pictures.jpeg(300, 200));
        assertThat(archive.measures().colours()).isNotEmpty();
        assertThat(archive.measures().phash()).matches("[0-9a-f]{16}");
        assertThat(JSON.readValue(JSON.writeValueAsBytes(archive), Receipt.class))
                .isEqualTo(archive);
    }

    @Test
    void aReceiptSaysNothingOfMeasuresThatNobodyAskedFor() throws Exception {
        Receipt web = receipt("web", Pictures.jpeg(300, 200));
        assertThat(JSON.valueToTree(web).has("measures")).isFalse();
        assertThat(JSON.readValue(JSON.writeValueAsBytes(web), Receipt.class)).isEqualTo(web);
    }

    @Test
    void aRefusedPictureIsNotMeasured() {
        Receipt refused = receipt("preview", new byte[] {1, 2, 3});
        assertThat(refused.outcome()).isEqualTo(Outcome.rejected);
        assertThat(refused.measures()).isNull();
    }
}
