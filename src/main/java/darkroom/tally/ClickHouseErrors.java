package darkroom.tally;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Set;

/**
 * Whose fault an error of ClickHouse is. Only an error that is neither the server's nor its set-up's can be the fault
 * of what was sent; everything else passes, however long it takes, and then the same statement works.
 *
 * <p>Codes: ClickHouse's {@code src/Common/ErrorCodes.cpp}; {@code SELECT errorCodeToName(252)} gives a name.
 */
public final class ClickHouseErrors {
    /*
     * The driver keeps the server's code in SQLException.getErrorCode(), except for 159 (a SQLTimeoutException without
     * it). An error that never reached the server has code 0, SQLState 08xxx or an IOException as a cause.
     */
    private static final Set<Integer> AWAY = Set.of(
            // network and time: sockets, TIMEOUT_EXCEEDED, TOO_SLOW, DNS_ERROR, SOCKET_TIMEOUT, NETWORK_ERROR, ...
            95,
            96,
            159,
            160,
            198,
            203,
            209,
            210,
            279,
            410,
            1000,
            // overload: CANNOT_ALLOCATE_MEMORY, QUOTA_EXCEEDED, TOO_MANY_SIMULTANEOUS_QUERIES, MEMORY_LIMIT_EXCEEDED,
            // TOO_MANY_PARTS, LIMIT_EXCEEDED, TOO_MANY_REQUESTS, QUERY_WAS_CANCELLED, SYSTEM_ERROR, SERVER_OVERLOADED,
            // ...
            173,
            201,
            202,
            241,
            252,
            290,
            364,
            394,
            425,
            439,
            574,
            692,
            700,
            745,
            749,
            762,
            763,
            776,
            777,
            778,
            // disks: files, CANNOT_FSYNC, ABORTED, NOT_ENOUGH_SPACE, S3_ERROR, STD_EXCEPTION (a full disk, most often)
            74,
            75,
            76,
            77,
            172,
            204,
            236,
            243,
            499,
            1001,
            // replication and restarts: READONLY, TABLE_IS_READ_ONLY, replicas, UNKNOWN_STATUS_OF_INSERT,
            // KEEPER_EXCEPTION
            164,
            225,
            242,
            254,
            285,
            286,
            289,
            319,
            695,
            696,
            722,
            733,
            999,
            // credentials that are being rotated: users, passwords, addresses, ACCESS_DENIED, AUTHENTICATION_FAILED
            192,
            193,
            194,
            195,
            291,
            497,
            516,
            720);

    // NO_SUCH_COLUMN_IN_TABLE, UNKNOWN_TABLE, UNKNOWN_DATABASE, UNKNOWN_SETTING, TABLE_IS_DROPPED, ...: an operator is
    // needed
    private static final Set<Integer> SET_UP = Set.of(16, 60, 81, 115, 218, 452, 471, 472);

    /** Whether the server cannot be reached, or has no time, memory, space or right for anybody just now. */
    public static boolean away(SQLException error) {
        if (error instanceof SQLTimeoutException
                || error instanceof SQLTransientException
                || error instanceof SQLRecoverableException
                || error instanceof SQLNonTransientConnectionException) {
            return true;
        }
        if (error.getSQLState() != null && error.getSQLState().startsWith("08")) {
            return true;
        }
        return error.getErrorCode() == 0 ? causedByIo(error) : AWAY.contains(error.getErrorCode());
    }

    /** Whether what was sent is to blame, so that sending it again can never work. */
    boolean permanent(Exception error) {
        return error instanceof SQLException sql && !away(sql) && !SET_UP.contains(sql.getErrorCode());
    }

    /** Lets pass only an error that is {@link #permanent}; any other goes up to whoever can wait. */
    public void rethrowOutage(Exception error) throws Exception {
        if (!permanent(error)) {
            throw error;
        }
    }

    private static boolean causedByIo(Throwable error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
