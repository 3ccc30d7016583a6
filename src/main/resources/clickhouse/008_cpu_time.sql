-- What the work took of a CPU, where that can be told: the engine in Java stays on one thread, libvips does not.
ALTER TABLE darkroom.image_tallies ADD COLUMN IF NOT EXISTS
    cpu_ms Nullable(UInt32)
    COMMENT 'CPU time of the work on the image, repeated on every variant row; empty where the engine cannot tell' CODEC(T64, ZSTD(1)) AFTER perceptual_hash;

ALTER TABLE darkroom.prices COMMENT COLUMN item 'processing_second, cpu_second or stored_gigabyte_day';

CREATE OR REPLACE VIEW darkroom.bi_tallies
(
    tally_id        UUID                          COMMENT 'One row, one id',
    image_id        UUID                          COMMENT 'The image; it has one row a variant',
    customer_id     LowCardinality(String)        COMMENT 'Customer the work was done for',
    customer_name   String                        COMMENT 'Name of the customer, the id where none is known',
    plan            String                        COMMENT 'Plan of today, empty where none is known',
    source          LowCardinality(String)        COMMENT 'The door it came through: http, kafka or sqs',
    recipe          LowCardinality(String)        COMMENT 'name@version',
    variant         LowCardinality(String)        COMMENT 'Name of the variant, empty when there is none',
    input_format    LowCardinality(String)        COMMENT 'Sniffed format of the original, empty when unknown',
    output_format   LowCardinality(String)        COMMENT 'Format written, empty when none',
    operations      Array(LowCardinality(String)) COMMENT 'Operations applied',
    outcome         LowCardinality(String)        COMMENT 'ok, rejected (the picture was at fault) or failed (we were)',
    reason          LowCardinality(String)        COMMENT 'Stable reason code, empty when ok',
    images          UInt8                         COMMENT '1 on the first row of an image that came in, else 0: SUM gives images',
    bytes_received  UInt64                        COMMENT 'Bytes of the original, counted once an image that came in',
    bytes_in        UInt64                        COMMENT 'Bytes of the original, repeated on every variant row',
    bytes_out       UInt64                        COMMENT 'Bytes written',
    queue_ms        UInt32                        COMMENT 'Arrival to start of work',
    duration_ms     UInt32                        COMMENT 'Processing time of the image, repeated on every variant row',
    occurred_at     DateTime64(3, 'UTC')          COMMENT 'Time of the request or message itself',
    day             Date                          COMMENT 'Day of occurred_at, UTC',
    week            Date                          COMMENT 'Monday of that week',
    month           Date                          COMMENT 'First day of that month',
    replay_of       UUID                          COMMENT 'The image whose original was worked on again; zeros for one that came in by itself',
    customer        String                        COMMENT 'Name and id: two customers of one name stay two',
    variants        UInt8                         COMMENT '1 where a variant was written, else 0: SUM gives variants',
    works           UInt8                         COMMENT '1 on the first row of an image or replay, else 0: one row a piece of work',
    processing_ms   UInt32                        COMMENT 'Processing time, counted once an image or replay',
    pixels_out      UInt64                        COMMENT 'Variant width x height',
    kept_days       UInt16                        COMMENT 'Days for which the variant is kept, 0 where there is none',
    perceptual_hash UInt64                        COMMENT 'Equal for pictures that look alike; 0 where the recipe does not ask for it',
    finished_at     DateTime64(3, 'UTC')          COMMENT 'When the work was done; of a failed image two days before it came',
    why             String                        COMMENT 'Outcome and reason of what was rejected or failed, else ok',
    weekday         String                        COMMENT 'Weekday of occurred_at, UTC, numbered so that it sorts',
    hour            String                        COMMENT 'Hour of occurred_at, UTC, of two digits',
    time_band       String                        COMMENT 'Processing time in bands, numbered so that they sort',
    cpu_ms          Nullable(UInt32)              COMMENT 'CPU time of the work, counted once an image or replay; empty where the engine cannot tell'
)
SQL SECURITY DEFINER
AS SELECT
    tally_id, image_id, customer_id,
    dictGetOrDefault('darkroom.customer_dim', 'name', tuple(toString(customer_id)), toString(customer_id)) AS customer_name,
    dictGetOrDefault('darkroom.customer_dim', 'plan', tuple(toString(customer_id)), '') AS plan,
    source, recipe, variant, input_format, output_format, operations, outcome, reason,
    toUInt8(variant_no = 1 AND empty(replay_of)) AS images, if(variant_no = 1 AND empty(replay_of), bytes_in, 0) AS bytes_received, bytes_in, bytes_out,
    queue_ms, duration_ms, occurred_at, toDate(occurred_at) AS day, toMonday(day) AS week, toStartOfMonth(day) AS month,
    replay_of,
    if(customer_name = toString(customer_id), customer_name, concat(customer_name, ' (', customer_id, ')')) AS customer,
    toUInt8(variant != '') AS variants, toUInt8(variant_no = 1) AS works, if(variant_no = 1, duration_ms, 0) AS processing_ms,
    pixels_out, kept_days, perceptual_hash, finished_at,
    if(outcome = 'ok', 'ok', concat(outcome, ': ', reason)) AS why,
    concat(toString(toDayOfWeek(occurred_at)), ' ', ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][toDayOfWeek(occurred_at)]) AS weekday,
    leftPad(toString(toHour(occurred_at)), 2, '0') AS hour,
    multiIf(duration_ms < 50, '1: under 50 ms', duration_ms < 100, '2: 50 to 100 ms', duration_ms < 250, '3: 100 to 250 ms',
        duration_ms < 500, '4: 250 to 500 ms', duration_ms < 1000, '5: 0.5 to 1 s', duration_ms < 2500, '6: 1 to 2.5 s',
        duration_ms < 5000, '7: 2.5 to 5 s', '8: 5 s and more') AS time_band,
    if(variant_no = 1, r.cpu_ms, NULL) AS cpu_ms
FROM darkroom.image_tallies AS r FINAL
COMMENT 'One row a variant, or one for an image that was rejected or failed; SUM(images) counts images';

CREATE OR REPLACE VIEW darkroom.bi_costs
(
    customer_id        LowCardinality(String) COMMENT 'Customer the work was done for',
    customer           String                 COMMENT 'Name and id: two customers of one name stay two',
    plan               String                 COMMENT 'Plan of today, empty where none is known',
    source             LowCardinality(String) COMMENT 'The door it came through: http, kafka or sqs',
    input_format       LowCardinality(String) COMMENT 'Sniffed format of the original, empty when unknown',
    day                Date                   COMMENT 'Day of occurred_at, UTC',
    month              Date                   COMMENT 'First day of that month',
    images             UInt8                  COMMENT '1 on the first row of an image that came in, else 0',
    processing_seconds Float64                COMMENT 'Time of the work, by the clock, counted once an image or replay',
    gigabyte_days      Float64                COMMENT 'Gigabytes of variants times the days for which they are kept',
    cpu_seconds        Nullable(Float64)      COMMENT 'CPU time of the work, counted once an image or replay; empty where the engine cannot tell',
    processing_cost    Nullable(Float64)      COMMENT 'Seconds at the price of a processing_second; empty without one',
    cpu_cost           Nullable(Float64)      COMMENT 'CPU seconds at the price of a cpu_second; empty without one',
    storage_cost       Nullable(Float64)      COMMENT 'Gigabyte-days at the price of a stored_gigabyte_day; empty without one'
)
SQL SECURITY DEFINER
AS WITH
    (SELECT anyIf(toNullable(price), item = 'processing_second') FROM darkroom.bi_prices) AS second_price,
    (SELECT anyIf(toNullable(price), item = 'cpu_second') FROM darkroom.bi_prices) AS cpu_second_price,
    (SELECT anyIf(toNullable(price), item = 'stored_gigabyte_day') FROM darkroom.bi_prices) AS gigabyte_day_price
SELECT customer_id, customer, plan, source, input_format, day, month, images,
    processing_ms / 1000 AS processing_seconds, bytes_out * kept_days / 1e9 AS gigabyte_days, cpu_ms / 1000 AS cpu_seconds,
    processing_seconds * second_price AS processing_cost, cpu_seconds * cpu_second_price AS cpu_cost, gigabyte_days * gigabyte_day_price AS storage_cost
FROM darkroom.bi_tallies
COMMENT 'Work and storage of each row, and what they cost';

CREATE OR REPLACE VIEW darkroom.bi_prices
(
    item  String  COMMENT 'processing_second, cpu_second or stored_gigabyte_day',
    price Float64 COMMENT 'What one of it costs us'
)
SQL SECURITY DEFINER
AS SELECT toString(p.item) AS item, p.price AS price FROM darkroom.prices AS p FINAL
COMMENT 'Unit costs that were written to the table prices';
