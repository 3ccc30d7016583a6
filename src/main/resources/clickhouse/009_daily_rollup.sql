-- Sums of whole days, so that cards over long spans need not read all rows. They are made by the hour of the rows as they are then (FINAL), so that a
-- replay counts nothing twice, which an incremental view would; and only where there are so many rows that it pays.
-- The days from the newest sum on are always read from the rows, so that today's numbers are today's.
CREATE TABLE IF NOT EXISTS darkroom.settings
(
    name       LowCardinality(String)                COMMENT 'rollup_from_rows: so many rows make daily sums worth their while, 5,000,000 where nothing is said',
    value      UInt64                                COMMENT 'The value; for rollup_from_rows 0 means always, 18446744073709551615 never',
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'The newest counts'
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY name
COMMENT 'Settings of the numbers, written by hand';

CREATE TABLE IF NOT EXISTS darkroom.daily_tallies
(
    day            Date                   COMMENT 'Day of occurred_at, UTC',
    customer_id    LowCardinality(String) COMMENT 'Customer the work was done for',
    source         LowCardinality(String) COMMENT 'The door it came through: http, kafka or sqs',
    input_format   LowCardinality(String) COMMENT 'Sniffed format of the original, empty when unknown',
    output_format  LowCardinality(String) COMMENT 'Format written, empty when none',
    outcome        LowCardinality(String) COMMENT 'ok, rejected (the picture was at fault) or failed (we were)',
    reason         LowCardinality(String) COMMENT 'Stable reason code, empty when ok',
    images         UInt64                 COMMENT 'Images that came in' CODEC(T64, ZSTD(1)),
    variants       UInt64                 COMMENT 'Variants that were made' CODEC(T64, ZSTD(1)),
    works          UInt64                 COMMENT 'Images and replays that were worked on' CODEC(T64, ZSTD(1)),
    bytes_received UInt64                 COMMENT 'Bytes of the originals of these images' CODEC(T64, ZSTD(1)),
    bytes_in       UInt64                 COMMENT 'Bytes of the originals, once for each row' CODEC(T64, ZSTD(1)),
    bytes_out      UInt64                 COMMENT 'Bytes written' CODEC(T64, ZSTD(1)),
    pixels_out     UInt64                 COMMENT 'Pixels of the variants' CODEC(T64, ZSTD(1)),
    byte_days      UInt64                 COMMENT 'Bytes of variants times the days for which they are kept' CODEC(T64, ZSTD(1)),
    processing_ms  UInt64                 COMMENT 'Processing time, once an image or replay' CODEC(T64, ZSTD(1)),
    cpu_ms         Nullable(UInt64)       COMMENT 'CPU time, once an image or replay; empty where it is known of none' CODEC(T64, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (day, customer_id)
COMMENT 'Sums of whole days, made anew by daily_rollup. Analysts read bi_daily.';

-- Days are over for two days before they are summed up: what comes late for them by then is in.
CREATE MATERIALIZED VIEW IF NOT EXISTS darkroom.daily_rollup
REFRESH EVERY 1 HOUR
TO darkroom.daily_tallies
(
    day            Date                   COMMENT 'Day of occurred_at, UTC',
    customer_id    LowCardinality(String) COMMENT 'Customer the work was done for',
    source         LowCardinality(String) COMMENT 'The door it came through: http, kafka or sqs',
    input_format   LowCardinality(String) COMMENT 'Sniffed format of the original, empty when unknown',
    output_format  LowCardinality(String) COMMENT 'Format written, empty when none',
    outcome        LowCardinality(String) COMMENT 'ok, rejected (the picture was at fault) or failed (we were)',
    reason         LowCardinality(String) COMMENT 'Stable reason code, empty when ok',
    images         UInt64                 COMMENT 'Images that came in',
    variants       UInt64                 COMMENT 'Variants that were made',
    works          UInt64                 COMMENT 'Images and replays that were worked on',
    bytes_received UInt64                 COMMENT 'Bytes of the originals of these images',
    bytes_in       UInt64                 COMMENT 'Bytes of the originals, once for each row',
    bytes_out      UInt64                 COMMENT 'Bytes written',
    pixels_out     UInt64                 COMMENT 'Pixels of the variants',
    byte_days      UInt64                 COMMENT 'Bytes of variants times the days for which they are kept',
    processing_ms  UInt64                 COMMENT 'Processing time, once an image or replay',
    cpu_ms         Nullable(UInt64)       COMMENT 'CPU time, once an image or replay; empty where it is known of none'
)
EMPTY
AS WITH
    (SELECT sum(rows) FROM system.parts WHERE database = 'darkroom' AND table = 'image_tallies' AND active) AS there,
    (SELECT ifNull(anyOrNull(value), 5000000) FROM darkroom.settings FINAL WHERE name = 'rollup_from_rows') AS worth_it,
    assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today
SELECT
    toDate(occurred_at) AS day, customer_id, source, input_format, output_format, outcome, reason,
    countIf(variant_no = 1 AND empty(replay_of)) AS images, countIf(variant != '') AS variants, countIf(variant_no = 1) AS works,
    sumIf(t.bytes_in, variant_no = 1 AND empty(replay_of)) AS bytes_received, sum(t.bytes_in) AS bytes_in, sum(t.bytes_out) AS bytes_out,
    sum(t.pixels_out) AS pixels_out, sum(t.bytes_out * kept_days) AS byte_days, sumIf(duration_ms, variant_no = 1) AS processing_ms,
    sumOrNullIf(t.cpu_ms, variant_no = 1) AS cpu_ms
FROM darkroom.image_tallies AS t FINAL
WHERE there >= worth_it AND toDate(occurred_at) < today - 2
GROUP BY day, customer_id, source, input_format, output_format, outcome, reason, variant != ''
ORDER BY day, customer_id
COMMENT 'Makes daily_tallies by the hour, where there are rows enough';

CREATE OR REPLACE VIEW darkroom.bi_daily
(
    customer_id     LowCardinality(String) COMMENT 'Customer the work was done for',
    customer        String                 COMMENT 'Name and id: two customers of one name stay two',
    customer_name   String                 COMMENT 'Name of the customer, the id where none is known',
    plan            String                 COMMENT 'Plan of today, empty where none is known',
    source          LowCardinality(String) COMMENT 'The door it came through: http, kafka or sqs',
    input_format    LowCardinality(String) COMMENT 'Sniffed format of the original, empty when unknown',
    output_format   LowCardinality(String) COMMENT 'Format written, empty when none',
    outcome         LowCardinality(String) COMMENT 'ok, rejected (the picture was at fault) or failed (we were)',
    reason          LowCardinality(String) COMMENT 'Stable reason code, empty when ok',
    why             String                 COMMENT 'Outcome and reason of what was rejected or failed, else ok',
    day             Date                   COMMENT 'Day of occurred_at, UTC',
    week            Date                   COMMENT 'Monday of that week',
    month           Date                   COMMENT 'First day of that month',
    images          UInt64                 COMMENT 'Images that came in: SUM gives images',
    variants        UInt64                 COMMENT 'Variants that were made',
    works           UInt64                 COMMENT 'Images and replays that were worked on',
    bytes_received  UInt64                 COMMENT 'Bytes of the originals, counted once an image that came in',
    bytes_in        UInt64                 COMMENT 'Bytes of the originals, repeated for every variant',
    bytes_out       UInt64                 COMMENT 'Bytes written',
    pixels_out      UInt64                 COMMENT 'Pixels of the variants',
    byte_days       UInt64                 COMMENT 'Bytes of variants times the days for which they are kept',
    processing_ms   UInt64                 COMMENT 'Processing time, counted once an image or replay',
    cpu_ms          Nullable(UInt64)       COMMENT 'CPU time of the work, counted once an image or replay; empty where the engine cannot tell'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT maxOrDefault(day) + 1 FROM darkroom.daily_tallies)) AS rows_from
SELECT
    customer_id,
    if(customer_name = toString(customer_id), customer_name, concat(customer_name, ' (', customer_id, ')')) AS customer,
    dictGetOrDefault('darkroom.customer_dim', 'name', tuple(toString(customer_id)), toString(customer_id)) AS customer_name,
    dictGetOrDefault('darkroom.customer_dim', 'plan', tuple(toString(customer_id)), '') AS plan,
    source, input_format, output_format, outcome, reason, if(outcome = 'ok', 'ok', concat(outcome, ': ', reason)) AS why,
    day, toMonday(day) AS week, toStartOfMonth(day) AS month,
    images, variants, works, bytes_received, bytes_in, bytes_out, pixels_out, byte_days, processing_ms, cpu_ms
FROM
(
    SELECT day, customer_id, source, input_format, output_format, outcome, reason,
        images, variants, works, bytes_received, bytes_in, bytes_out, pixels_out, byte_days, processing_ms, cpu_ms
    FROM darkroom.daily_tallies
    UNION ALL
    SELECT toDate(occurred_at) AS day, customer_id, source, input_format, output_format, outcome, reason,
        toUInt64(variant_no = 1 AND empty(replay_of)) AS images, toUInt64(variant != '') AS variants, toUInt64(variant_no = 1) AS works,
        if(variant_no = 1 AND empty(replay_of), bytes_in, 0) AS bytes_received, bytes_in, bytes_out, pixels_out, bytes_out * kept_days AS byte_days,
        toUInt64(if(variant_no = 1, duration_ms, 0)) AS processing_ms, if(variant_no = 1, toUInt64(r.cpu_ms), NULL) AS cpu_ms
    FROM darkroom.image_tallies AS r FINAL
    WHERE toDate(occurred_at) >= rows_from
)
COMMENT 'Numbers by day: of long ago one row a day and kind, of these days one row a variant; SUM(images) counts images';

CREATE OR REPLACE VIEW darkroom.bi_active_customers
(
    day     Date   COMMENT 'One of the 90 days up to yesterday, UTC',
    daily   UInt64 COMMENT 'Customers with an image on that day',
    weekly  UInt64 COMMENT 'Customers with an image in the 7 days that end with it',
    monthly UInt64 COMMENT 'Customers with an image in the 28 days that end with it'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today
SELECT d AS day, uniqExactIf(customer_id, age = 0) AS daily, uniqExactIf(customer_id, age < 7) AS weekly, uniqExact(customer_id) AS monthly
FROM (SELECT DISTINCT customer_id, t.day AS seen FROM darkroom.bi_daily AS t WHERE t.day >= today - 117 AND t.day < today AND images > 0)
ARRAY JOIN range(28) AS age, arrayMap(i -> seen + i, range(28)) AS d
WHERE d >= today - 90 AND d < today
GROUP BY d
COMMENT 'Active customers of the last 90 days: each day, and the 7 and 28 days up to it';

CREATE OR REPLACE VIEW darkroom.bi_months
(
    customer_id LowCardinality(String) COMMENT 'Customer the work was done for',
    customer    String                 COMMENT 'Name and id: two customers of one name stay two',
    plan        String                 COMMENT 'Plan of today, empty where none is known',
    this_month  UInt64                 COMMENT 'Images from the first of the month up to yesterday',
    same_days   UInt64                 COMMENT 'Images on as many days of the month before',
    last_month  UInt64                 COMMENT 'Images of the whole month before',
    forecast    Float64                COMMENT 'This month, and for each day that is left the mean of its weekday in the last 28 days'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today) AS m0, addMonths(m0, -1) AS m1,
    arrayMap(i -> toDayOfWeek(today + i), range(toUInt32(dateDiff('day', today, addMonths(m0, 1))))) AS weekdays_left
SELECT customer_id, any(customer) AS customer, any(plan) AS plan,
    sumIf(n, day >= m0) AS this_month,
    sumIf(n, day >= m1 AND day < least(m1 + dateDiff('day', m0, today), m0)) AS same_days,
    sumIf(n, day < m0) AS last_month,
    this_month + sumIf(n * countEqual(weekdays_left, toDayOfWeek(day)) / 4, day >= today - 28) AS forecast
FROM
(
    SELECT customer_id, any(t.customer) AS customer, any(t.plan) AS plan, t.day AS day, sum(images) AS n
    FROM darkroom.bi_daily AS t WHERE t.day >= m1 AND t.day < today GROUP BY customer_id, day
)
GROUP BY customer_id
COMMENT 'This month against the last one, for each customer';

CREATE OR REPLACE VIEW darkroom.bi_trends
(
    customer_id LowCardinality(String) COMMENT 'Customer the work was done for',
    customer    String                 COMMENT 'Name and id: two customers of one name stay two',
    plan        String                 COMMENT 'Plan of today, empty where none is known',
    last_28d    UInt64                 COMMENT 'Images of the 28 days up to yesterday',
    prior_28d   UInt64                 COMMENT 'Images of the 28 days before those',
    share       Float64                COMMENT 'Of all images of the last 28 days, 1 = all',
    change      Nullable(Float64)      COMMENT 'Last 28 days against those before, -0.5 = half; empty where there was nothing before',
    last_seen   Date                   COMMENT 'Day of the last image in these 56 days',
    days_silent Int64                  COMMENT 'Days since then',
    signal      String                 COMMENT 'new, silent, falling fast (half or less), falling (a fifth less), growing (a fifth more) or steady'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today
SELECT customer_id, any(t.customer) AS customer, any(t.plan) AS plan,
    sumIf(images, day >= today - 28) AS last_28d,
    sumIf(images, day < today - 28) AS prior_28d,
    ifNull(last_28d / nullIf(sum(last_28d) OVER (), 0), 0) AS share,
    last_28d / nullIf(prior_28d, 0) - 1 AS change,
    max(day) AS last_seen,
    dateDiff('day', last_seen, today) AS days_silent,
    multiIf(prior_28d = 0, 'new', last_28d = 0, 'silent', change <= -0.5, 'falling fast', change <= -0.2, 'falling', change >= 0.2, 'growing', 'steady') AS signal
FROM darkroom.bi_daily AS t
WHERE day >= today - 56 AND day < today AND images > 0
GROUP BY customer_id
COMMENT 'The last 28 days against the 28 before, for each customer';

CREATE OR REPLACE VIEW darkroom.bi_quotas
(
    customer_id String  COMMENT 'The customer; those without a quota are not here',
    customer    String  COMMENT 'Name and id: two customers of one name stay two',
    plan        String  COMMENT 'Plan of today',
    used_images UInt64  COMMENT 'Images that went well from the first of the month up to yesterday',
    quota       UInt64  COMMENT 'Images a month',
    used        Float64 COMMENT 'Part of the quota that is used, 1 = all of it',
    projected   Float64 COMMENT 'Part of the quota at the end of the month at this pace',
    state       String  COMMENT 'over, will be over, close (four fifths at the end of the month) or fine'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today) AS m0
SELECT c.customer_id AS customer_id, c.customer AS customer, c.plan AS plan, u.n AS used_images, c.quota AS quota,
    used_images / quota AS used,
    used * dateDiff('day', m0, addMonths(m0, 1)) / greatest(dateDiff('day', m0, today), 1) AS projected,
    multiIf(used >= 1, 'over', projected >= 1, 'will be over', projected >= 0.8, 'close', 'fine') AS state
FROM (SELECT customer_id, customer, plan, quota FROM darkroom.bi_customers WHERE quota > 0) AS c
LEFT JOIN
(
    SELECT toString(t.customer_id) AS customer_id, sum(images) AS n FROM darkroom.bi_daily AS t
    WHERE day >= m0 AND day < today AND outcome = 'ok' GROUP BY customer_id
) AS u ON u.customer_id = c.customer_id
COMMENT 'Monthly quotas: used so far, and where they will end';

CREATE OR REPLACE VIEW darkroom.bi_format_gains
(
    customer_id       LowCardinality(String) COMMENT 'Customer the work was done for',
    customer          String                 COMMENT 'Name and id: two customers of one name stay two',
    plan              String                 COMMENT 'Plan of today, empty where none is known',
    written           UInt64                 COMMENT 'Variants of the 90 days up to yesterday',
    modern_share      Float64                COMMENT 'Part of them that is WebP or AVIF, 1 = all',
    legacy_bytes      UInt64                 COMMENT 'Bytes of those that are JPEG, PNG or GIF',
    bytes_to_save     Nullable(Float64)      COMMENT 'Fewer bytes if these pixels were as WebP and AVIF of all customers are; empty where nobody has any'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today,
    (SELECT sum(bytes_out) / nullIf(sum(pixels_out), 0) FROM darkroom.bi_daily
     WHERE day >= today - 90 AND day < today AND output_format IN ('webp', 'avif')) AS modern_bytes_a_pixel
SELECT customer_id, any(t.customer) AS customer, any(t.plan) AS plan, sum(variants) AS written,
    sumIf(variants, output_format IN ('webp', 'avif')) / written AS modern_share,
    sumIf(bytes_out, output_format IN ('jpeg', 'png', 'gif')) AS legacy_bytes,
    greatest(0, legacy_bytes - sumIf(pixels_out, output_format IN ('jpeg', 'png', 'gif')) * modern_bytes_a_pixel) AS bytes_to_save
FROM darkroom.bi_daily AS t
WHERE day >= today - 90 AND day < today AND variants > 0
GROUP BY customer_id
COMMENT 'Who would gain from modern formats, and how many bytes, by the last 90 days';

CREATE OR REPLACE VIEW darkroom.bi_cohorts
(
    cohort       Date    COMMENT 'Month in which these customers had their first image',
    months_later UInt16  COMMENT 'Months since then',
    active       UInt64  COMMENT 'Those of them with an image in that month',
    customers    UInt64  COMMENT 'All of them',
    retained     Float64 COMMENT 'active / customers, 1 = all',
    cohort_month String  COMMENT 'cohort, as 2026-01',
    month_no     String  COMMENT 'months_later, of two digits'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, months AS
(
    SELECT customer_id, groupUniqArray(month) AS seen, arrayMin(seen) AS cohort
    FROM darkroom.bi_daily WHERE day < today AND images > 0 GROUP BY customer_id
)
SELECT cohort, toUInt16(dateDiff('month', cohort, m)) AS months_later, count() AS active, any(size) AS customers,
    active / customers AS retained, formatDateTime(cohort, '%Y-%m') AS cohort_month, leftPad(toString(months_later), 2, '0') AS month_no
FROM (SELECT cohort, seen, count() OVER (PARTITION BY cohort) AS size FROM months)
ARRAY JOIN seen AS m
GROUP BY cohort, m
COMMENT 'Of the customers that began in a month: how many had images in each month after';

CREATE OR REPLACE VIEW darkroom.bi_net_volume
(
    month      Date  COMMENT 'A month that is over',
    gained     Int64 COMMENT 'Images of customers with none in the month before',
    expanded   Int64 COMMENT 'Images that customers had more than in the month before',
    contracted Int64 COMMENT 'Images that customers had fewer than in the month before, negative',
    lost       Int64 COMMENT 'Images that customers with none this month had in the month before, negative',
    before     Int64 COMMENT 'Images of the month before'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today) AS m0, monthly AS
(
    SELECT customer_id, month, toInt64(sum(images)) AS images_then
    FROM darkroom.bi_daily WHERE day < m0 GROUP BY customer_id, month HAVING images_then > 0
)
SELECT month, sum(if(p = 0, n, 0)) AS gained, sum(if(p > 0 AND n > p, n - p, 0)) AS expanded,
    -sum(if(n > 0 AND n < p, p - n, 0)) AS contracted, -sum(if(n = 0, p, 0)) AS lost, sum(p) AS before
FROM
(
    SELECT customer_id, month, sum(now_n) AS n, sum(before_n) AS p
    FROM
    (
        SELECT customer_id, month, images_then AS now_n, toInt64(0) AS before_n FROM monthly
        UNION ALL
        SELECT customer_id, addMonths(month, 1) AS month, toInt64(0) AS now_n, images_then AS before_n FROM monthly
    )
    GROUP BY customer_id, month
)
WHERE month > (SELECT min(month) FROM monthly) AND month < m0
GROUP BY month
COMMENT 'Images gained and lost from month to month, of months that are over';

CREATE OR REPLACE VIEW darkroom.bi_costs
(
    customer_id        LowCardinality(String) COMMENT 'Customer the work was done for',
    customer           String                 COMMENT 'Name and id: two customers of one name stay two',
    plan               String                 COMMENT 'Plan of today, empty where none is known',
    source             LowCardinality(String) COMMENT 'The door it came through: http, kafka or sqs',
    input_format       LowCardinality(String) COMMENT 'Sniffed format of the original, empty when unknown',
    day                Date                   COMMENT 'Day of occurred_at, UTC',
    month              Date                   COMMENT 'First day of that month',
    images             UInt64                 COMMENT 'Images that came in: SUM gives images',
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
    processing_ms / 1000 AS processing_seconds, byte_days / 1e9 AS gigabyte_days, cpu_ms / 1000 AS cpu_seconds,
    processing_seconds * second_price AS processing_cost, cpu_seconds * cpu_second_price AS cpu_cost, gigabyte_days * gigabyte_day_price AS storage_cost
FROM darkroom.bi_daily
COMMENT 'Work and storage, and what they cost';
