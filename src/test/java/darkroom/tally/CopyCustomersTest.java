package darkroom.tally;

import static darkroom.tally.TallyStack.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import darkroom.OutageBeans;
import darkroom.access.CustomerFile;
import darkroom.access.CustomerImport;
import darkroom.access.Keyring;
import darkroom.model.Erasable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a file of customers through the registry into ClickHouse: the commands, the route and the engines as they are. */
class CopyCustomersTest {
    private static final String TOPIC = "darkroom.customers";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC);
    private static final Map<String, Instant> ERASED = new ConcurrentHashMap<>();
    private static HikariDataSource dataSource;
    private static CamelContext replica;
    private static int groups;

    @BeforeAll
    static void startAReplica() throws Exception {
        TallyStack.dropSchema();
        dataSource = TallyStack.dataSource();
        replica = start();
    }

    @AfterAll
    static void stopIt() {
        replica.stop();
        dataSource.close();
        TallyStack.dropSchema();
    }

    /** One that reads the registry from its beginning, as after a loss of its offsets. */
    private static CamelContext start() throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry()
                .bind(
                        "customerDimension",
                        new CustomerDimension(Receipts.JSON, customer -> Optional.ofNullable(ERASED.get(customer))));
        context.getRegistry().bind("migrations", new Migrations(dataSource, TallyStack.migrations()));
        context.getRegistry().bind("dataSource", dataSource);
        context.getRegistry().bind("eventHeaders", new DefaultHeaderFilterStrategy());
        OutageBeans.all().forEach(context.getRegistry()::bind);
        context.getComponent("kafka", KafkaComponent.class)
                .getConfiguration()
                .setBrokers(TallyStack.stack().kafkaBrokers());
        Properties settings = TallyRouteTest.settings();
        settings.put("darkroom.access.customers-topic", TOPIC);
        settings.put("darkroom.access.copy-group", "copy-" + ++groups);
        context.getPropertiesComponent().setOverrideProperties(settings);
        TallyRouteTest.load(context, "errors");
        TallyRouteTest.load(context, "write-rows");
        TallyRouteTest.load(context, "copy-customers");
        context.start();
        return context;
    }

    @Test
    void whatAFileSaysOfACustomerStandsBesideItsNumbersAndItsKeysStay() throws Exception {
        new Keyring(TallyStack.stack().kafkaBrokers(), TOPIC, "secret", Receipts.JSON, CLOCK).make("acme", null, null);
        awaitCustomer("acme", "acme\tacme\t\t0\t2026-02-03");
        CustomerFile file = CustomerFile.read("customer,name,plan,quota\nacme,Acme & Sons,pro,1000\nbeta,,,5");
        assertThat(importer().run(file)).isEqualTo(new CustomerImport.Result(1, 1, 0));
        awaitCustomer("acme", "Acme & Sons (acme)\tAcme & Sons\tpro\t1000\t2026-02-03");
        awaitCustomer("beta", "beta\tbeta\t\t5\t2026-02-03");
        assertThat(newest("acme")).contains("\"keys\":[{\"prefix\"");
        assertThat(importer().run(file)).isEqualTo(new CustomerImport.Result(0, 0, 2));
    }

    @Test
    void whatTheRegistryPassesOverHasNoRowAndStopsNobody() throws Exception {
        put("no customer", "{\"name\":\"x\"}");
        put("erased/gone", "{\"until\":\"2026-01-01T00:00:00Z\"}");
        put("broken", "{");
        put("odd", "{\"name\":\" \",\"quota\":-3,\"signedUpOn\":\"9999-01-01\",\"unknown\":[1]}");
        put("leaving", "{\"name\":\"Leaving\"}");
        put("leaving", null);
        awaitCustomer("odd", "odd\todd\t\t0\t1970-01-01");
        assertThat(sql("SELECT customer_id FROM darkroom.bi_customers WHERE customer_id IN ('no customer', 'broken',"
                        + " 'erased/gone')"))
                .isEmpty();
    }

    /** Found so: its file was recorded as applied, and the batch was tried again until the app was restarted. */
    @Test
    void aTableThatSomebodyDroppedIsMadeAgainForWhatComes() throws Exception {
        put("before", "{\"name\":\"Before\"}");
        awaitCustomer("before", "Before (before)\tBefore\t\t0\t1970-01-01");
        sql("DROP TABLE darkroom.customers SYNC SETTINGS check_table_dependencies=0");
        put("after", "{\"name\":\"After\"}");
        awaitCustomer("after", "After (after)\tAfter\t\t0\t1970-01-01");
    }

    @Test
    void aReplayBringsNeitherOlderWordsNorWhoWasErasedBack() throws Exception {
        put("renamed", "{\"name\":\"Before\"}");
        awaitCustomer("renamed", "Before (renamed)\tBefore\t\t0\t1970-01-01");
        put("renamed", "{\"name\":\"After\"}");
        put("forgotten", "{\"name\":\"Forgotten\"}");
        awaitCustomer("renamed", "After (renamed)\tAfter\t\t0\t1970-01-01");
        awaitCustomer("forgotten", "Forgotten (forgotten)\tForgotten\t\t0\t1970-01-01");
        ERASED.put("forgotten", Instant.now().plusSeconds(1));
        new CustomerRows(dataSource, customer -> false)
                .erase("forgotten", ERASED.get("forgotten"), false, new Silence());
        sql("SYSTEM STOP MERGES darkroom.customers"); // which make one row of two
        CamelContext second = start();
        try {
            put("last", "{\"name\":\"Last\"}");
            await("both replicas have copied it")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> sql("SELECT count() FROM darkroom.customers WHERE customer_id = 'last'")
                            .equals("2"));
        } finally {
            second.stop();
            sql("SYSTEM START MERGES darkroom.customers");
        }
        assertThat(sql("SELECT name FROM darkroom.customers FINAL WHERE customer_id = 'renamed'"))
                .isEqualTo("After");
        assertThat(sql("SELECT count() FROM darkroom.customers WHERE customer_id = 'forgotten'"))
                .isEqualTo("0");
    }

    private static final class Silence implements Erasable.Log {
        @Override
        public void erased(String what, long count, long bytes) {}

        @Override
        public void locked(Erasable.Locked version) {}
    }

    private static CustomerImport importer() {
        return new CustomerImport(TallyStack.stack().kafkaBrokers(), TOPIC, Receipts.JSON, CLOCK);
    }

    private static void awaitCustomer(String customer, String row) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(
                        sql("SELECT customer, customer_name, plan, quota, signed_up_on FROM darkroom.bi_customers"
                                + " WHERE customer_id = '" + customer + "'"))
                .isEqualTo(row));
    }

    private static void put(String key, String value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TallyStack.stack().kafkaBrokers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            TOPIC, key, value == null ? null : value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static String newest(String customer) throws Exception {
        try (var consumer = new org.apache.kafka.clients.consumer.KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", TallyStack.stack().kafkaBrokers()),
                new org.apache.kafka.common.serialization.StringDeserializer(),
                new org.apache.kafka.common.serialization.StringDeserializer())) {
            var partition = new org.apache.kafka.common.TopicPartition(TOPIC, 0);
            consumer.assign(java.util.List.of(partition));
            consumer.seekToBeginning(java.util.List.of(partition));
            long end = consumer.endOffsets(java.util.List.of(partition)).get(partition);
            String found = "";
            while (consumer.position(partition) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    found = customer.equals(record.key()) ? record.value() : found;
                }
            }
            return found;
        }
    }
}
