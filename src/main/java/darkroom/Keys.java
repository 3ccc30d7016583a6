package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.access.KeyCommand;
import java.io.PrintStream;
import java.time.Clock;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** {@code java -jar darkroom.jar key CUSTOMER}: with the app's own settings, but without its routes. */
@EnableConfigurationProperties(Settings.class)
class Keys {
    private static final int USAGE = 2;

    /** The key alone goes to standard output. @return the exit code */
    static int run(String[] args) {
        PrintStream errors = System.err;
        if (args.length != 2) {
            errors.println("usage: key CUSTOMER   (1 to 64 of the characters a-z, 0-9 and -)");
            return USAGE;
        }
        try (var context = CommandContext.of(Keys.class)) {
            Settings settings = context.getBean(Settings.class);
            ObjectMapper json = new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
            KeyCommand command = new KeyCommand(
                    settings.kafka().brokers(),
                    settings.access().customersTopic(),
                    settings.access().hashSecret(),
                    json);
            System.out.println(command.make(args[1], Clock.systemUTC()));
            return 0;
        } catch (IllegalArgumentException | IllegalStateException e) {
            errors.println(e.getMessage());
            return USAGE;
        } catch (KafkaException | java.util.concurrent.ExecutionException e) {
            errors.println("No key was made: Kafka (DARKROOM_KAFKA_BROKERS or DARKROOM_KAFKA_PORT) does not answer: "
                    + e.getMessage());
            return 1;
        } catch (java.io.IOException e) {
            errors.println("No key was made: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
