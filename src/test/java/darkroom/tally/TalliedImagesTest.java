package darkroom.tally;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.model.Erasures;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.TalliedImage;
import darkroom.model.TallyRow;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real engine. */
class TalliedImagesTest {
    private static final Instant AT = Receipts.RECEIVED;
    private static final Instant FROM = AT.minus(Duration.ofHours(1));
    private static final Instant TO = AT.plus(Duration.ofHours(1));
    private static HikariDataSource dataSource;

    private final TalliedImages images = new TalliedImages(dataSource);

    @BeforeAll
    static void connect() throws Exception {
        dataSource = TallyStack.dataSource();
        new Migrations(dataSource, TallyStack.migrations()).apply();
    }

    @AfterAll
    static void disconnect() {
        dataSource.close();
    }

    @BeforeEach
    void nothingIsThere() {
        TallyStack.sql("TRUNCATE TABLE darkroom.image_tallies");
    }

    @Test
    void sumsAnImageUpThatCameTwice() throws Exception {
        UUID id = UUID.randomUUID();
        Receipt receipt = Receipts.ok(id, "demo", AT, 2);
        insert(Receipts.failed(id, "demo", AT));
        insert(receipt);
        insert(receipt);

        assertThat(all(images, null)).containsExactly(new TalliedImage("demo", id, 2, 2, AT, AT, 0, 0));
    }

    @Test
    void seesRowsAtTwoTimesAndAFailure() throws Exception {
        UUID moved = UUID.fromString("00000000-0000-5000-8000-000000000001");
        UUID failed = UUID.fromString("f0000000-0000-5000-8000-000000000001");
        Instant later = AT.plusSeconds(60);
        insert(Receipts.ok(moved, "demo", AT, 1));
        insert(Receipts.ok(moved, "demo", later, 1));
        insert(Receipts.failed(failed, "demo", AT));

        assertThat(all(images, null))
                .containsExactly(
                        new TalliedImage("demo", moved, 2, 1, AT, later, 0, 0),
                        new TalliedImage("demo", failed, 1, 1, AT, AT, 1, 0));
    }

    @Test
    void comesInTheOrderOfTheArchiveInHoweverManyParts() throws Exception {
        List<String> expected = new ArrayList<>();
        for (String customer : List.of("a", "a-b", "ab")) {
            for (int i = 0; i < 40; i++) {
                UUID id = UUID.randomUUID();
                expected.add(customer + "/" + id);
                insert(Receipts.ok(id, customer, AT, 1));
            }
        }
        insert(Receipts.ok(UUID.randomUUID(), "a", TO, 1));
        expected.sort(Comparator.naturalOrder());

        assertThat(keys(all(new TalliedImages(dataSource, 7), null))).isEqualTo(expected);
        assertThat(keys(all(images, null))).isEqualTo(expected);
        assertThat(all(images, "a-b")).hasSize(40).allMatch(image -> image.customer()
                .equals("a-b"));
    }

    @Test
    void rowsOfAnImageAreThoseOfItsReceipt() throws Exception {
        UUID id = UUID.randomUUID();
        Instant early = FROM.minus(Duration.ofDays(40));
        Receipt receipt = Receipts.ok(id, "demo", early, 3);
        insert(receipt);

        assertThat(images.rows("demo", List.of(id), FROM, TO, List.of())).isEmpty();
        List<TallyRow> rows =
                images.rows("demo", List.of(id), FROM, TO, List.of(early)).get(id);

        assertThat(rows).hasSize(3).allSatisfy(row -> {
            assertThat(row.occurredAt()).isEqualTo(early);
            assertThat(row.outcome()).isEqualTo(Outcome.ok);
        });
        Set<UUID> ids = rows.stream().map(TallyRow::tallyId).collect(Collectors.toSet());
        assertThat(ids).isEqualTo(TalliedImages.ids(receipt));
        assertThat(TalliedImages.ids(Receipts.failed(id, "demo", AT))).hasSize(1);
    }

    private static List<TalliedImage> all(TalliedImages images, String customer) throws Exception {
        List<TalliedImage> all = new ArrayList<>();
        images.images(FROM, TO, customer).forEachRemaining(all::add);
        return all;
    }

    private static List<String> keys(List<TalliedImage> images) {
        return images.stream().map(image -> image.customer() + "/" + image.id()).toList();
    }

    private static void insert(Receipt receipt) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(new Tallies(Receipts.JSON, Erasures.NONE, () -> {}, () -> {})
                    .insert(List.of(Receipts.tally(receipt))));
        }
    }
}
