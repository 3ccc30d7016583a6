-- What dashboards read. The logic is here, under names that stay, so that Superset, Metabase and a plain query agree.
-- Every view is read with the rights of who made it (SQL SECURITY DEFINER): an analyst needs no right on a table.
-- Views that compare spans end with yesterday: today is not over. Which day that is, only bi_today says.
CREATE OR REPLACE VIEW darkroom.bi_today
(
    today Date COMMENT 'The day that is not over yet, UTC'
)
SQL SECURITY DEFINER
AS SELECT toDate(now('UTC')) AS today
COMMENT 'The one clock of all views';

CREATE OR REPLACE VIEW darkroom.bi_customers
(
    customer_id   String COMMENT 'The same id as in the rows',
    customer      String COMMENT 'Name and id: two customers of one name stay two',
    customer_name String COMMENT 'Name of the customer, the id where none is known',
    plan          String COMMENT 'Plan of today',
    quota         UInt64 COMMENT 'Images a month, 0 = unlimited',
    signed_up_on  Date   COMMENT 'Day of the contract'
)
SQL SECURITY DEFINER
AS SELECT
    customer_id, if(customer_name = customer_id, customer_id, concat(customer_name, ' (', customer_id, ')')) AS customer,
    if(name = '', customer_id, name) AS customer_name, toString(c.plan) AS plan, monthly_quota AS quota, signed_up_on
FROM darkroom.customers AS c FINAL
COMMENT 'Customers as the registry has them';

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
    finished_at     DateTime64(3, 'UTC')          COMMENT 'When the work was done',
    why             String                        COMMENT 'Outcome and reason of what was rejected or failed, else ok',
    weekday         String                        COMMENT 'Weekday of occurred_at, UTC, numbered so that it sorts',
    hour            String                        COMMENT 'Hour of occurred_at, UTC, of two digits',
    time_band       String                        COMMENT 'Processing time in bands, numbered so that they sort'
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
        duration_ms < 5000, '7: 2.5 to 5 s', '8: 5 s and more') AS time_band
FROM darkroom.image_tallies FINAL
COMMENT 'One row a variant, or one for an image that was rejected or failed; SUM(images) counts images';

CREATE OR REPLACE VIEW darkroom.bi_operations
(
    tally_id      UUID                   COMMENT 'The variant',
    customer_id   LowCardinality(String) COMMENT 'Customer the work was done for',
    customer      String                 COMMENT 'Name and id: two customers of one name stay two',
    plan          String                 COMMENT 'Plan of today, empty where none is known',
    source        LowCardinality(String) COMMENT 'The door it came through: http, kafka or sqs',
    input_format  LowCardinality(String) COMMENT 'Sniffed format of the original',
    output_format LowCardinality(String) COMMENT 'Format written',
    operation     LowCardinality(String) COMMENT 'One operation; a variant has a row for each',
    day           Date                   COMMENT 'Day of occurred_at, UTC',
    month         Date                   COMMENT 'First day of that month'
)
SQL SECURITY DEFINER
AS SELECT tally_id, customer_id, customer, plan, source, input_format, output_format, operation, day, month
FROM darkroom.bi_tallies ARRAY JOIN arrayDistinct(operations) AS operation
WHERE variants = 1
COMMENT 'Operations of written variants, one row each';

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
FROM (SELECT DISTINCT customer_id, t.day AS seen FROM darkroom.bi_tallies AS t WHERE t.day >= today - 117 AND t.day < today AND images = 1)
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
    FROM darkroom.bi_tallies AS t WHERE t.day >= m1 AND t.day < today GROUP BY customer_id, day
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
FROM darkroom.bi_tallies AS t
WHERE day >= today - 56 AND day < today AND images = 1
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
    SELECT toString(t.customer_id) AS customer_id, sum(images) AS n FROM darkroom.bi_tallies AS t
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
    (SELECT sum(bytes_out) / nullIf(sum(pixels_out), 0) FROM darkroom.bi_tallies
     WHERE day >= today - 90 AND day < today AND output_format IN ('webp', 'avif')) AS modern_bytes_a_pixel
SELECT customer_id, any(t.customer) AS customer, any(t.plan) AS plan, sum(variants) AS written,
    countIf(output_format IN ('webp', 'avif')) / written AS modern_share,
    sumIf(bytes_out, output_format IN ('jpeg', 'png', 'gif')) AS legacy_bytes,
    greatest(0, legacy_bytes - sumIf(pixels_out, output_format IN ('jpeg', 'png', 'gif')) * modern_bytes_a_pixel) AS bytes_to_save
FROM darkroom.bi_tallies AS t
WHERE day >= today - 90 AND day < today AND variants = 1
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
    FROM darkroom.bi_tallies WHERE day < today AND images = 1 GROUP BY customer_id
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
    FROM darkroom.bi_tallies WHERE day < m0 GROUP BY customer_id, month HAVING images_then > 0
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

CREATE OR REPLACE VIEW darkroom.bi_repeats
(
    customer_id    LowCardinality(String) COMMENT 'Customer the work was done for',
    customer       String                 COMMENT 'Name and id: two customers of one name stay two',
    plan           String                 COMMENT 'Plan of today, empty where none is known',
    hashed         UInt64                 COMMENT 'Images of the 90 days up to yesterday whose looks were recorded',
    pictures       UInt64                 COMMENT 'Different pictures among them',
    again          UInt64                 COMMENT 'Images that looked like an earlier one',
    again_share    Float64                COMMENT 'again / hashed, 1 = all',
    bytes_again    UInt64                 COMMENT 'Bytes received for those',
    seconds_again  Float64                COMMENT 'Processing seconds for those'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today
SELECT customer_id, any(c) AS customer, any(p) AS plan, sum(n) AS hashed, count() AS pictures, hashed - pictures AS again,
    again / hashed AS again_share, sum(bytes - first_bytes) AS bytes_again, sum(ms - first_ms) / 1000 AS seconds_again
FROM
(
    SELECT customer_id, any(customer) AS c, any(plan) AS p, perceptual_hash, sum(images) AS n, sum(bytes_received) AS bytes,
        argMin(bytes_received, (occurred_at, tally_id)) AS first_bytes, sum(processing_ms) AS ms, argMin(processing_ms, (occurred_at, tally_id)) AS first_ms
    FROM darkroom.bi_tallies
    WHERE day >= today - 90 AND day < today AND images = 1 AND outcome = 'ok' AND perceptual_hash != 0
    GROUP BY customer_id, perceptual_hash
)
GROUP BY customer_id
COMMENT 'Images that customers sent again, by their looks, where a recipe records these';

CREATE OR REPLACE VIEW darkroom.bi_prices
(
    item  String  COMMENT 'processing_second or stored_gigabyte_day',
    price Float64 COMMENT 'What one of it costs us'
)
SQL SECURITY DEFINER
AS SELECT toString(p.item) AS item, p.price AS price FROM darkroom.prices AS p FINAL
COMMENT 'Unit costs that were written to the table prices';

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
    processing_cost    Nullable(Float64)      COMMENT 'Seconds at the price of a processing_second; empty without one',
    storage_cost       Nullable(Float64)      COMMENT 'Gigabyte-days at the price of a stored_gigabyte_day; empty without one'
)
SQL SECURITY DEFINER
AS WITH
    (SELECT anyIf(toNullable(price), item = 'processing_second') FROM darkroom.bi_prices) AS second_price,
    (SELECT anyIf(toNullable(price), item = 'stored_gigabyte_day') FROM darkroom.bi_prices) AS gigabyte_day_price
SELECT customer_id, customer, plan, source, input_format, day, month, images,
    processing_ms / 1000 AS processing_seconds, bytes_out * kept_days / 1e9 AS gigabyte_days,
    processing_seconds * second_price AS processing_cost, gigabyte_days * gigabyte_day_price AS storage_cost
FROM darkroom.bi_tallies
COMMENT 'Work and storage of each row, and what they cost';

CREATE OR REPLACE VIEW darkroom.bi_freshness
(
    newest_image    Nullable(DateTime64(3, 'UTC')) COMMENT 'When the newest image came in, of the last 7 days',
    newest_finished Nullable(DateTime64(3, 'UTC')) COMMENT 'When the newest work was done: the numbers are as of then',
    images_today    UInt64                         COMMENT 'Images of the day that is not over'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today
SELECT maxOrNull(occurred_at) AS newest_image, maxOrNull(finished_at) AS newest_finished, sumIf(images, day >= today) AS images_today
FROM darkroom.bi_tallies WHERE day >= today - 7
COMMENT 'How fresh the numbers are';
