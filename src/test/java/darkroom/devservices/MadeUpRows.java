package darkroom.devservices;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Rows of 1,000 customers over 400 days, made inside ClickHouse: a customer's number of images falls with its rank (Zipf), days
 * have seasons and weekends, ids are as random as hashes are. Hashes take the place of chance. Sorted by day as they would
 * have come.
 */
public final class MadeUpRows {
    public static final int CUSTOMERS = 1_000;
    private static final int DAYS = 400;
    private static final int DAYS_AN_INSERT = 20;

    /** Of 100 images that might come 63 do, on average over a year, and each has two rows. */
    private static final double ROWS_AN_IMAGE = 1.25;

    /** Where they go: a ClickHouse with the schema and no rows. */
    public interface Engine {
        /** @return the answer, without the end of its last line */
        String ask(String sql) throws IOException, InterruptedException;
    }

    private MadeUpRows() {}

    /**
     * Customers and about so many rows, the oldest first, as merges leave them: comes back when these are done.
     *
     * @param rows of fewer than 100,000 some customers have none
     */
    public static void fill(Engine engine, long rows) throws IOException, InterruptedException {
        engine.ask(customers());
        engine.ask("SYSTEM RELOAD DICTIONARY darkroom.customer_dim");
        for (int ago = DAYS - DAYS_AN_INSERT; ago >= 0; ago -= DAYS_AN_INSERT) {
            engine.ask(rows(ago + 1, DAYS_AN_INSERT, rows / DAYS));
        }
        engine.ask("OPTIMIZE TABLE darkroom.image_tallies SETTINGS mutations_sync = 2");
        while (!engine.ask("SELECT count() FROM system.merges").equals("0")) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** Names and plans of all customers. */
    private static String customers() {
        return """
                INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota, signed_up_on)
                SELECT concat('c', leftPad(toString(number), 4, '0')), concat('Customer ', toString(number)),
                    ['enterprise', 'business', 'starter'][1 + number %% 3], if(number %% 2 = 0, 0, 100000 / number), today() - 400
                FROM numbers(1, %d)""".formatted(CUSTOMERS);
    }

    /**
     * Days that begin so many days ago, and those before.
     *
     * @param rows a day, on average
     */
    private static String rows(int ago, int days, long rows) {
        return """
                INSERT INTO darkroom.image_tallies (tally_id, image_id, customer_id, source, variant, variant_no, recipe, input_format,
                    output_format, operations, outcome, reason, bytes_in, bytes_out, pixels_in, pixels_out, queue_ms, duration_ms,
                    occurred_at, finished_at, kept_days, perceptual_hash)
                SELECT toUUID(UUIDNumToString(MD5(concat(key, '/', toString(no))))), toUUID(UUIDNumToString(MD5(key))),
                    concat('c', leftPad(toString(customer), 4, '0')), ['http', 'kafka', 'sqs'][1 + (customer + (h3 %% 4 = 0)) %% 3],
                    if(ok, ['web', 'thumb', 'hero'][no], ''), no, 'web@1', format,
                    if(ok, if(h4 %% 100 < customer %% 60, 'webp', 'jpeg'), ''), if(ok, ['orient', 'srgb', 'fit'], []),
                    multiIf(ok, 'ok', h5 %% 4 = 0, 'failed', 'rejected'),
                    multiIf(ok, '', h5 %% 4 = 0, 'processing-failed', ['unsupported-format', 'too-many-pixels', 'broken-image'][1 + h5 %% 3]),
                    200000 + h6 %% 5000000, if(ok, 9000 + cityHash64(key, no, 'out') %% 300000, 0), 1000000 + 4 * (h6 %% 5000000),
                    if(ok, [1228800, 102400, 2073600][no], 0), h7 %% 40, 20 + intDiv(1000, 1 + h8 %% 60),
                    toDateTime64(day, 3, 'UTC') + toIntervalMillisecond(h9 %% 86400000) AS at, at + toIntervalMillisecond(60 + h8 %% 900),
                    if(ok, 8, 0), if(customer %% 4 = 0, h3 %% 100000000, 0)
                FROM
                (
                    SELECT *, arrayJoin(range(1, 1 + if(ok, 1 + h4 %% 3, 1))) AS no FROM
                    (
                        SELECT number, today() - %1$d - number %% %2$d AS day, concat(toString(day), '/', toString(number)) AS key,
                            toUInt32(exp((cityHash64(key, 1) %% 1000000) / 1000000 * log(%4$d + 1))) AS customer,
                            cityHash64(key, 2) %% 1000000 / 1000000 AS u, cityHash64(key, 3) AS h3, cityHash64(key, 4) AS h4, cityHash64(key, 5) AS h5,
                            cityHash64(key, 6) AS h6, cityHash64(key, 7) AS h7, cityHash64(key, 8) AS h8, cityHash64(key, 9) AS h9,
                            ['jpeg', 'jpeg', 'jpeg', 'jpeg', 'png', 'png', 'webp', 'gif'][1 + h3 %% 8] AS format, h5 %% 1000 >= 30 AS ok
                        FROM numbers(%3$d)
                        WHERE u < (1 + 0.4 * sin(2 * pi() * toDayOfYear(day) / 365)) / 1.4 * if(toDayOfWeek(day) > 5, 0.6, 1)
                    )
                )""".formatted(ago, days, (long) (rows * days / ROWS_AN_IMAGE), CUSTOMERS);
    }
}
