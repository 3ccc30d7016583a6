package darkroom.recovery;

import static darkroom.recovery.Rooms.HOUR;
import static darkroom.recovery.Rooms.id;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import darkroom.recovery.ImageReplay.Fate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageReplayTest {
    private static final Instant AT = HOUR.plusSeconds(60);
    private static final Period PERIOD = new Period(HOUR, HOUR.plusSeconds(3600), null);
    private static final ImageReplay.Wish ANY = new ImageReplay.Wish(null, null, "web@2");

    private final Rooms rooms = new Rooms();
    private final SideBySide reads = new SideBySide(4);
    private final List<UUID> worked = new ArrayList<>();
    private final Progress progress = new Progress(new PrintWriter(new StringWriter()), false, 9);

    @AfterEach
    void close() {
        reads.close();
    }

    @Test
    void onlyWhatCameInItselfWithAnOriginalAndByAnotherRecipeIsMadeAgain() {
        kept(1, "web@1", AT, null);
        kept(2, "web@2", AT, null);
        kept(3, "web@1", AT, id(1));
        rooms.archived(4, "a", Outcome.ok, AT, AT.plusSeconds(1));
        rooms.archived(5, "a", Outcome.rejected, AT, AT.plusSeconds(1));
        rooms.archived(6, "a", Outcome.failed, AT, AT.plusSeconds(1));
        kept(7, "web@1", HOUR.minusSeconds(60), null);

        ImageReplay.Result result = replay(rooms).run(PERIOD, ANY, null, progress);

        assertThat(worked).containsExactly(id(1));
        assertThat(result.fates()).isEqualTo(Map.of(Fate.ok, 1L, Fate.already, 1L, Fate.without, 1L));
        assertThat(progress.place()).as("everything that was near is behind it").isEqualTo("a/" + id(7));
    }

    @Test
    void aWishNamesARecipeWithOrWithoutItsVersion() {
        kept(1, "web@1", AT, null);
        kept(2, "web@3", AT, null);
        kept(3, "print@1", AT, null);

        ImageReplay.Result none = replay(rooms).run(PERIOD, new ImageReplay.Wish("wbe", null, "web@2"), null, progress);
        assertThat(none.fates()).isEmpty();
        assertThat(none.recipes()).isEqualTo(Map.of("web@1", 1L, "web@3", 1L, "print@1", 1L));

        replay(rooms).run(PERIOD, new ImageReplay.Wish("web", null, "web@2"), null, progress);
        replay(rooms).run(PERIOD, new ImageReplay.Wish("web", 3, "web@2"), "a/" + id(1), progress);
        assertThat(worked).containsExactly(id(1), id(2), id(2));
    }

    @Test
    void whatIsErasedIsAsIfItWereNotThereAndWhatIsNoReceiptIsNamed() {
        kept(1, "web@1", AT, null);
        kept(2, "web@1", AT.plusSeconds(1), null);
        kept(3, "web@1", AT.plusSeconds(1), null);
        rooms.unreadable.add(id(3));

        ImageReplay.Result result =
                replay(new WithoutErased(rooms, customer -> Optional.of(AT))).run(PERIOD, ANY, null, progress);

        assertThat(worked).containsExactly(id(2));
        assertThat(result.unreadable()).containsExactly("a/" + id(3));
    }

    private ImageReplay replay(ReceiptStore archive) {
        return new ImageReplay(archive, reads, of -> {
            worked.add(of.id());
            return Fate.ok;
        });
    }

    private void kept(int number, String recipe, Instant receivedAt, UUID replayOf) {
        rooms.stored(
                new Receipt(
                        id(number),
                        "a",
                        "http",
                        recipe,
                        "imgscalr-4.2",
                        Outcome.ok,
                        null,
                        receivedAt,
                        receivedAt,
                        receivedAt,
                        1,
                        1,
                        new Receipt.Original("jpeg", 1, 1, 1, 1L, "ab", "/original"),
                        List.of(),
                        null,
                        replayOf,
                        null),
                receivedAt.plusSeconds(1));
    }
}
