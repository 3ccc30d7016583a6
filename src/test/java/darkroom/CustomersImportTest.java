package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.devservices.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code customers import} on a broker, and what it leaves in the registry's topic. */
class CustomersImportTest {
    private static final String TOPIC = "darkroom.customers";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final String HEADER = "customer,name,plan,quota,signed_up_on\n";
    private static final String ACME = "import-a,Acme,pro,1000,2026-01-31\n";
    private static final String BETA = "import-b,Beta,free,5,2026-02-01\n";

    @TempDir
    private Path folder;

    @Test
    void aFileWithBadRowsLeavesTheRegistryAsItIs() throws Exception {
        long before = end();

        CommandLines.Ended refused = run(HEADER + ACME + """
                Import_C,Gamma,pro,1,2026-01-31
                import-d,Delta,pro,many,2026-01-31
                import-e,Epsilon,pro,1,31.01.2026
                import-f,Zeta
                """ + BETA + "import-a,Acme again,pro,1,2026-01-31\n");

        assertThat(refused.exit()).isOne();
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("nothing was imported of"),
                        line -> assertThat(line).startsWith("line 3: customer 'Import_C' is none"),
                        line -> assertThat(line).startsWith("line 4: quota 'many' is no number"),
                        line -> assertThat(line).startsWith("line 5: signed_up_on '31.01.2026' is no day"),
                        line -> assertThat(line).startsWith("line 6: 2 cells under 5 columns"),
                        line -> assertThat(line).startsWith("line 8: customer 'import-a' is in the file already"));
        assertThat(end()).as("not one record more, of good rows neither").isEqualTo(before);

        CommandLines.Ended taken = run(HEADER + ACME + BETA);
        assertThat(taken.err()).isEmpty();
        assertThat(taken.out()).contains("2 customers made, 0 changed, 0 as they were");
        assertThat(keys(before)).containsExactly("import-a", "import-b");
    }

    private CommandLines.Ended run(String csv) throws Exception {
        Path file = Files.writeString(folder.resolve("customers.csv"), csv);
        return CommandLines.run(Stack.shared().environment(), "customers", "import", file.toString());
    }

    private static long end() {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            assertThat(consumer.partitionsFor(TOPIC)).hasSize(1);
            return consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
        }
    }

    /** Of the records from that offset on. */
    private static List<String> keys(long from) {
        List<String> keys = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, from);
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> keys.add(record.key()));
            }
        }
        return keys;
    }

    private static KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", Stack.shared().kafkaBrokers()),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
