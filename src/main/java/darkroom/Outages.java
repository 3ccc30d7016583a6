package darkroom;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What the app does while something that it depends on is away: who asks, who waits and how long. */
class Outages {
    @Bean
    Breaker s3Breaker(Settings settings, MeterRegistry meters) {
        return breaker("s3", settings, meters);
    }

    @Bean
    Breaker sqsBreaker(Settings settings, MeterRegistry meters) {
        return breaker("sqs", settings, meters);
    }

    @Bean
    Breaker kafkaBreaker(Settings settings, MeterRegistry meters) {
        return breaker("kafka", settings, meters);
    }

    @Bean
    Breaker clickhouseBreaker(Settings settings, MeterRegistry meters) {
        return breaker("clickhouse", settings, meters);
    }

    private static Breaker breaker(String dependency, Settings settings, MeterRegistry meters) {
        int failures = settings.outage().failures();
        return new Breaker(dependency, failures, Backoff.of(settings), System::nanoTime).gauge(meters);
    }

    @Bean
    Announcing announcing(Breaker kafkaBreaker) {
        return new Announcing(kafkaBreaker);
    }

    /** Messages need S3 to be worked on, and their queue to be deleted from. */
    @Bean
    PollingConsumerPollStrategy inboxGate(Breaker s3Breaker, Breaker sqsBreaker) {
        return new PollGate(List.of(s3Breaker, sqsBreaker));
    }

    /** Deliveries of webhooks need their queue alone. */
    @Bean
    PollingConsumerPollStrategy queueGate(Breaker sqsBreaker) {
        return new PollGate(List.of(sqsBreaker));
    }

    @Bean
    Processor standBy(Settings settings) {
        return new StandBy(Backoff.of(settings));
    }

    @Bean
    KafkaManualCommitFactory groupOffsets() {
        return new GroupOffset.Factory();
    }

    /** The pool as Spring Boot would make it, closed with its bean. */
    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    HikariDataSource clickhousePool(DataSourceProperties properties) {
        return properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
    }

    @Bean
    @Primary
    DataSource dataSource(HikariDataSource clickhousePool, Breaker clickhouseBreaker) {
        return new RowsDataSource(clickhousePool, clickhouseBreaker);
    }
}
