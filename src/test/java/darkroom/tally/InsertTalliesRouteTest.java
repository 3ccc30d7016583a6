package darkroom.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InsertTalliesRouteTest extends TallyRouteTest {
    private final List<String> inserted = new ArrayList<>();
    private MockEndpoint clickHouse;

    @Override
    String[] files() {
        return new String[] {"insert-tallies"};
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    @BeforeEach
    void putAMockInPlaceOfClickHouse() throws Exception {
        AdviceWith.adviceWith(context, "insert-tallies", route -> route.weaveById("insert-rows")
                .replace()
                .to("mock:clickhouse"));
        context.start();
        clickHouse = getMockEndpoint("mock:clickhouse");
        clickHouse.whenAnyExchangeReceived(exchange -> {
            String sql = exchange.getMessage().getBody(String.class);
            if (sql.contains("poison")) {
                throw new SQLException("Code: 469. VIOLATED_CONSTRAINT", "22000", 469);
            }
            if (sql.contains("overload")) {
                throw new SQLException("Code: 241. MEMORY_LIMIT_EXCEEDED", "22000", 241);
            }
            sql.lines().skip(1).forEach(inserted::add);
        });
    }

    @Test
    void sendsABatchAsOneStatement() {
        template.sendBody("direct:insert-tallies", tallies(100));
        assertThat(clickHouse.getReceivedCounter()).isEqualTo(1);
        assertThat(inserted).hasSize(200);
        assertThat(clickHouse.getExchanges().get(0).getMessage().getBody(String.class))
                .startsWith("INSERT INTO darkroom.image_tallies SETTINGS async_insert=0");
    }

    @Test
    void findsTheTalliesAtFaultAndInsertsAllOthers() {
        List<Tally> tallies = tallies(100, 13, 14, 99);
        template.sendBody("direct:insert-tallies", tallies);
        assertThat(inserted).hasSize(97 * 2);
        assertThat(tallies)
                .filteredOn(tally -> tally.reason() != null)
                .containsExactly(tallies.get(13), tallies.get(14), tallies.get(99))
                .allMatch(tally -> tally.reason().equals("insert-refused"));
        // each one costs at most two statements a halving: 2 * ceil(log2(100)) + 1
        assertThat(clickHouse.getReceivedCounter()).isLessThan(3 * 15);
    }

    @Test
    void insertsNothingOfABatchThatIsAllPoison() {
        List<Tally> tallies = tallies(3, 0, 1, 2);
        template.sendBody("direct:insert-tallies", tallies);
        assertThat(inserted).isEmpty();
        assertThat(tallies).allMatch(tally -> tally.reason().equals("insert-refused"));
    }

    @Test
    void handsAnOutageToTheCallerAndBlamesNobody() {
        List<Tally> tallies = new ArrayList<>(tallies(10));
        tallies.add(Receipts.tally(Receipts.receipt(
                UUID.randomUUID(),
                "demo",
                darkroom.model.Outcome.failed,
                "overload",
                Receipts.RECEIVED,
                Receipts.RECEIVED,
                List.of())));
        assertThatThrownBy(() -> template.sendBody("direct:insert-tallies", tallies))
                .hasRootCauseInstanceOf(SQLException.class);
        assertThat(clickHouse.getReceivedCounter()).isEqualTo(1);
        assertThat(tallies).allMatch(tally -> tally.reason() == null);
    }

    @Test
    void anOutageWhileSearchingIsHandedToTheCallerToo() {
        List<Tally> tallies = new ArrayList<>(tallies(10, 3));
        tallies.add(Receipts.tally(Receipts.receipt(
                UUID.randomUUID(),
                "demo",
                darkroom.model.Outcome.failed,
                "overload",
                Receipts.RECEIVED,
                Receipts.RECEIVED,
                List.of())));
        assertThatThrownBy(() -> template.sendBody("direct:insert-tallies", tallies))
                .hasRootCauseInstanceOf(SQLException.class);
        assertThat(tallies.get(10).reason()).isNull();
    }

    private static List<Tally> tallies(int count, int... poisoned) {
        List<Integer> bad = IntStream.of(poisoned).boxed().toList();
        return IntStream.range(0, count)
                .mapToObj(no -> bad.contains(no)
                        ? Receipts.receipt(
                                UUID.randomUUID(),
                                "demo",
                                darkroom.model.Outcome.failed,
                                "poison",
                                Receipts.RECEIVED,
                                Receipts.RECEIVED,
                                List.of())
                        : Receipts.ok(UUID.randomUUID(), "demo", Receipts.RECEIVED, 2))
                .map(Receipts::tally)
                .toList();
    }
}
