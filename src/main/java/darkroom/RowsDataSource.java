package darkroom;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * ClickHouse's connections behind a {@link Breaker}: while it is away, a question for the usage does not hold a worker until
 * the pool gives up. Thread-safe.
 */
final class RowsDataSource extends DelegatingDataSource {
    private final Breaker breaker;

    RowsDataSource(DataSource pool, Breaker breaker) {
        super(pool);
        this.breaker = breaker;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!breaker.admits()) {
            throw new SQLTransientConnectionException(breaker.refusal());
        }
        try {
            Connection connection = super.getConnection();
            breaker.answered();
            return connection;
        } catch (SQLException away) {
            breaker.failed(away);
            throw away;
        }
    }
}
