package darkroom.devservices;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.elasticmq.server.ElasticMQServer;
import org.elasticmq.server.config.ElasticMQServerConfig;

/**
 * The main of the SQS process: ElasticMQ with its queues and messages in an H2 file of the working folder. Argument:
 * port. No redrive policy anywhere: whoever reads the inbox's queue decides alone what is dead.
 */
public final class SqsServer {
    /** WRITE_DELAY=0: a message is on disk before its sender is told so, so that a kill loses none. */
    private static final String STORE = "jdbc:h2:./messages;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    private SqsServer() {}

    public static void main(String[] args) {
        ReadySignal ready = ReadySignal.take();
        var stop = new ElasticMQServer(new ElasticMQServerConfig(config(args[0]))).start();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::apply));
        ready.send();
    }

    private static Config config(String port) {
        return ConfigFactory.parseString("""
                        node-address { protocol = http, host = "127.0.0.1", port = PORT }
                        rest-sqs { bind-hostname = "127.0.0.1", bind-port = PORT }
                        aws { region = us-east-1, accountId = "000000000000" }
                        queues {
                          darkroom-inbox { defaultVisibilityTimeout = 30 seconds }
                          darkroom-inbox-dead {}
                          darkroom-webhooks { defaultVisibilityTimeout = 60 seconds }
                        }
                        messages-storage { enabled = true, uri = "STORE" }
                        """.replace("PORT", port).replace("STORE", STORE))
                .withFallback(ConfigFactory.load());
    }
}
