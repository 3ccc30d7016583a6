package darkroom.tally;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose fault an error of ClickHouse is. Only an error that is neither the server's nor its set-up's can be the fault
 * of what was sent; everything else passes, however long it takes, and then the same statement works. Thread-safe.
 *
 * <p>Codes and names: ClickHouse's {@code src/Common/ErrorCodes.cpp}, or {@code SELECT errorCodeToName(252)}.
 */
public final class ClickHouseErrors {
    /*
     * The driver keeps the server's code in SQLException.getErrorCode(), except for 159 (a SQLTimeoutException without
     * it). An error that never reached the server has code 0, SQLState 08xxx or an IOException as a cause.
     */

    /** The server is not there, or has no time, memory, space or right for anybody just now. */
    static final Map<Integer, String> AWAY = codes("""
            network and time:
              95 CANNOT_READ_FROM_SOCKET   96 CANNOT_WRITE_TO_SOCKET   159 TIMEOUT_EXCEEDED   160 TOO_SLOW   198 DNS_ERROR
              203 NO_FREE_CONNECTION   209 SOCKET_TIMEOUT   210 NETWORK_ERROR   279 ALL_CONNECTION_TRIES_FAILED
              410 EXTERNAL_SERVER_IS_NOT_RESPONDING   1000 POCO_EXCEPTION   1002 UNKNOWN_EXCEPTION
            overload:
              173 CANNOT_ALLOCATE_MEMORY   201 QUOTA_EXCEEDED   202 TOO_MANY_SIMULTANEOUS_QUERIES
              241 MEMORY_LIMIT_EXCEEDED   252 TOO_MANY_PARTS   290 LIMIT_EXCEEDED   364 RECEIVED_ERROR_TOO_MANY_REQUESTS
              394 QUERY_WAS_CANCELLED   425 SYSTEM_ERROR   439 CANNOT_SCHEDULE_TASK   692 TOO_MANY_MUTATIONS
              574 DISTRIBUTED_TOO_MANY_PENDING_BYTES   700 USER_SESSION_LIMIT_EXCEEDED   745 SERVER_OVERLOADED
              749 TCP_CONNECTION_LIMIT_REACHED   762 HTTP_CONNECTION_LIMIT_REACHED   763 SESSION_REFUSED
              776 RESOURCE_LIMIT_EXCEEDED   777 MEMORY_RESERVATION_KILLED   778 MEMORY_RESERVATION_FAILED
            disks; 1001 is a full one, most often:
              74 CANNOT_READ_FROM_FILE_DESCRIPTOR   75 CANNOT_WRITE_TO_FILE_DESCRIPTOR   76 CANNOT_OPEN_FILE
              77 CANNOT_CLOSE_FILE   172 CANNOT_CREATE_DIRECTORY   204 CANNOT_FSYNC   236 ABORTED   243 NOT_ENOUGH_SPACE
              499 S3_ERROR   1001 STD_EXCEPTION
            replicas, and a server that is starting or stopping:
              164 READONLY   225 NO_ZOOKEEPER   242 TABLE_IS_READ_ONLY   254 NO_ACTIVE_REPLICAS
              285 TOO_FEW_LIVE_REPLICAS   286 UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE   289 REPLICA_IS_NOT_IN_QUORUM
              319 UNKNOWN_STATUS_OF_INSERT   667 NOT_INITIALIZED   695 ASYNC_LOAD_FAILED   696 ASYNC_LOAD_CANCELED
              722 ASYNC_LOAD_WAIT_FAILED   733 TABLE_IS_BEING_RESTARTED   999 KEEPER_EXCEPTION
            credentials, for instance while they are rotated:
              192 UNKNOWN_USER   193 WRONG_PASSWORD   194 REQUIRED_PASSWORD   195 IP_ADDRESS_NOT_ALLOWED
              291 DATABASE_ACCESS_DENIED   497 ACCESS_DENIED   516 AUTHENTICATION_FAILED   720 USER_EXPIRED
            """);

    /** Somebody has to mend the schema or the settings; no row is at fault. */
    static final Map<Integer, String> SET_UP = codes("""
              16 NO_SUCH_COLUMN_IN_TABLE   60 UNKNOWN_TABLE   81 UNKNOWN_DATABASE   115 UNKNOWN_SETTING   218 TABLE_IS_DROPPED
              452 SETTING_CONSTRAINT_VIOLATION   471 INVALID_SETTING_VALUE   472 READONLY_SETTING
            """);

    private static final Set<Integer> GONE = Set.of(60, 81, 218);

    /** Whether the server cannot be reached, or has no time, memory, space or right for anybody just now. */
    static boolean away(SQLException error) {
        if (error instanceof SQLTimeoutException
                || error instanceof SQLTransientException
                || error instanceof SQLRecoverableException
                || error instanceof SQLNonTransientConnectionException) {
            return true;
        }
        if (error.getSQLState() != null && error.getSQLState().startsWith("08")) {
            return true;
        }
        return error.getErrorCode() == 0 ? causedByIo(error) : AWAY.containsKey(error.getErrorCode());
    }

    /** Whether a table or the database is not there. */
    static boolean gone(SQLException error) {
        return GONE.contains(error.getErrorCode());
    }

    /** Whether what was sent is to blame, so that sending it again can never work. */
    static boolean permanent(Exception error) {
        return error instanceof SQLException sql && !away(sql) && !SET_UP.containsKey(sql.getErrorCode());
    }

    /** Lets pass only an error for which what was sent is to blame; any other goes up to whoever can wait. */
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

    private static Map<Integer, String> codes(String table) {
        Map<Integer, String> codes = new TreeMap<>();
        Matcher entry = Pattern.compile("(\\d+) ([A-Z0-9_]+)").matcher(table);
        while (entry.find()) {
            codes.put(Integer.valueOf(entry.group(1)), entry.group(2));
        }
        return Map.copyOf(codes);
    }
}
