package darkroom.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** The main of the Kafka process: one KRaft node, broker and controller. Arguments: folder, port, controller's port. */
public final class KafkaBroker {
    private KafkaBroker() {}

    public static void main(String[] args) throws Exception {
        ReadySignal ready = ReadySignal.take();
        Path folder = Path.of(args[0]);
        Properties config = config(folder, args[1], args[2]);
        if (!Files.exists(folder.resolve("logs/meta.properties"))) {
            format(folder, config);
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(config, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1); // its other threads would keep a broker alive that never opens its port
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + args[1]))) {
            KafkaTopics.make(admin);
        }
        ready.send();
        server.awaitShutdown();
    }

    private static Properties config(Path folder, String port, String controllerPort) {
        String listener = "PLAINTEXT://127.0.0.1:" + port;
        Properties config = new Properties();
        config.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controllerPort,
                "listeners",
                listener + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                listener,
                "controller.listener.names",
                "CONTROLLER",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "log.dirs",
                folder.resolve("logs").toString()));
        // topics are made on purpose, with their settings; a misspelt name must fail
        config.put("auto.create.topics.enable", "false");
        config.put("message.max.bytes", Integer.toString(KafkaTopics.RECORD_BYTES));
        config.put("replica.fetch.max.bytes", Integer.toString(KafkaTopics.DEAD_RECORD_BYTES));
        // one node: nothing to replicate to, nobody to wait for
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "1");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        // after a kill the node waits for its own ghost to time out
        config.put("broker.session.timeout.ms", "3000");
        config.put("broker.heartbeat.interval.ms", "500");
        // small, for a machine that runs everything; short segments bound what is read again after a kill
        config.put("log.segment.bytes", Integer.toString(128 << 20));
        config.put("log.cleaner.threads", "1");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        config.put("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "2");
        config.put("background.threads", "2");
        config.put("num.recovery.threads.per.data.dir", "2");
        return config;
    }

    private static void format(Path folder, Properties config) throws IOException {
        Path file = folder.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            config.store(out, "For kafka-storage format alone");
        }
        String[] format = {
            "format", "--ignore-formatted", "-t", Uuid.randomUuid().toString(), "-c", file.toString()
        };
        int exit = StorageTool.execute(format, System.err);
        if (exit != 0) {
            throw new IOException("kafka-storage format exited with " + exit);
        }
    }
}
