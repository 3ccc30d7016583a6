-- Views that told less or more than is known: a day or month without anybody is a row of zeros, months are compared by days that both have, growth by
-- customers who had a whole month, a limit is passed above it and not at it, and what has no measure is said to be assumed instead of being 0.
-- Sums of seconds, gigabytes and money are of decimals: those of floats depend on the order of rows.
-- Views for staff alone say so in their comment. Of the others, those with a customer_id may be shown to that customer, its own rows alone: which cards
-- are, their front comments say (Audience).
CREATE OR REPLACE VIEW darkroom.bi_active_customers
(
    day     Date   COMMENT 'One of the 90 days up to yesterday, UTC, from the first one of which there are rows; none is left out',
    daily   UInt64 COMMENT 'Customers with an image on that day',
    weekly  UInt64 COMMENT 'Customers with an image in the 7 days that end with it',
    monthly UInt64 COMMENT 'Customers with an image in the 28 days that end with it'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today,
    assumeNotNull((SELECT if(count() = 0, today, toDate(min(occurred_at))) FROM darkroom.image_tallies)) AS first_day,
    greatest(today - 90, first_day) AS from_day
SELECT d AS day, uniqExactIf(customer_id, age = 0) AS daily, uniqExactIf(customer_id, age < 7) AS weekly, uniqExactIf(customer_id, age < 28) AS monthly
FROM
(
    SELECT customer_id, age, seen + age AS d
    FROM (SELECT DISTINCT customer_id, t.day AS seen FROM darkroom.bi_daily AS t WHERE t.day >= today - 117 AND t.day < today AND images > 0)
    ARRAY JOIN range(28) AS age
    UNION ALL
    SELECT toLowCardinality('') AS customer_id, 28 AS age, from_day + number AS d FROM numbers(toUInt64(greatest(0, dateDiff('day', from_day, today))))
)
WHERE d >= today - 90 AND d < today
GROUP BY d
COMMENT 'For staff alone. Active customers of the last 90 days: each day, and the 7 and 28 days up to it';

CREATE OR REPLACE VIEW darkroom.bi_months
(
    customer_id LowCardinality(String) COMMENT 'Customer the work was done for',
    customer    String                 COMMENT 'Name and id: two customers of one name stay two',
    plan        String                 COMMENT 'Plan of today, empty where none is known',
    this_month  UInt64                 COMMENT 'Images from the first of the month up to yesterday',
    same_days   UInt64                 COMMENT 'Images of the month before on those days of the month that are over and that both months have',
    last_month  UInt64                 COMMENT 'Images of the whole month before',
    forecast    Float64                COMMENT 'This month, and for each day that is left the mean of its weekday in the last 28 days',
    these_days  UInt64                 COMMENT 'Images of this month on the days of same_days: after a February, those up to the 28th or 29th'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today) AS m0, addMonths(m0, -1) AS m1,
    arrayMap(i -> toDayOfWeek(today + i), range(toUInt32(dateDiff('day', today, addMonths(m0, 1))))) AS weekdays_left,
    least(dateDiff('day', m0, today), dateDiff('day', m1, m0)) AS days
SELECT customer_id, any(customer) AS customer, any(plan) AS plan,
    sumIf(n, day >= m0) AS this_month,
    sumIf(n, day >= m1 AND day < m1 + days) AS same_days,
    sumIf(n, day < m0) AS last_month,
    this_month + sumIf(n * countEqual(weekdays_left, toDayOfWeek(day)) / 4, day >= today - 28) AS forecast,
    sumIf(n, day >= m0 AND day < m0 + days) AS these_days
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
    days_silent Int64                  COMMENT 'Days since then, 56 at most',
    signal      String                 COMMENT 'new (or back: none in the 28 days before), silent (none for 28 days), falling fast (half or less), falling (a fifth less), growing (a fifth more) or steady'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today
SELECT customer_id, any(t.customer) AS customer, any(t.plan) AS plan,
    sumIf(images, day >= today - 28) AS last_28d,
    sumIf(images, day < today - 28) AS prior_28d,
    ifNull(last_28d / nullIf(sum(last_28d) OVER (), 0), 0) AS share,
    (toInt64(last_28d) - toInt64(prior_28d)) / nullIf(prior_28d, 0) AS change,
    max(day) AS last_seen,
    dateDiff('day', last_seen, today) AS days_silent,
    multiIf(prior_28d = 0, 'new', last_28d = 0, 'silent', change <= -0.5, 'falling fast', change <= -0.2, 'falling', change >= 0.2, 'growing', 'steady') AS signal
FROM darkroom.bi_daily AS t
WHERE day >= today - 56 AND day < today AND images > 0
GROUP BY customer_id
COMMENT 'For staff alone. The last 28 days against the 28 before, for each customer with an image in these 56: who has been silent for longer is gone';

CREATE OR REPLACE VIEW darkroom.bi_quotas
(
    customer_id String  COMMENT 'The customer; those without a quota are not here',
    customer    String  COMMENT 'Name and id: two customers of one name stay two',
    plan        String  COMMENT 'Plan of today',
    used_images UInt64  COMMENT 'Images that went well from the first of the month up to yesterday',
    quota       UInt64  COMMENT 'Images a month',
    used        Float64 COMMENT 'Part of the quota that is used, 1 = all of it',
    projected   Float64 COMMENT 'Part of the quota at the end of the month at this pace',
    state       String  COMMENT 'over (more than all of it is used), will be over, close (four fifths or more at the end of the month) or fine'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today) AS m0,
    greatest(dateDiff('day', m0, today), 1) AS days, dateDiff('day', m0, addMonths(m0, 1)) AS month_days
SELECT c.customer_id AS customer_id, c.customer AS customer, c.plan AS plan, u.n AS used_images, c.quota AS quota,
    used_images / quota AS used,
    (used_images * toFloat64(month_days)) / (quota * toFloat64(days)) AS projected,
    multiIf(used_images > quota, 'over', projected > 1, 'will be over', projected >= 0.8, 'close', 'fine') AS state
FROM (SELECT customer_id, customer, plan, quota FROM darkroom.bi_customers WHERE quota > 0) AS c
LEFT JOIN
(
    SELECT toString(t.customer_id) AS customer_id, sum(images) AS n FROM darkroom.bi_daily AS t
    WHERE day >= m0 AND day < today AND outcome = 'ok' GROUP BY customer_id
) AS u ON u.customer_id = c.customer_id
COMMENT 'Monthly quotas: used so far, and where they will end';

CREATE OR REPLACE VIEW darkroom.bi_format_gains
(
    customer_id   LowCardinality(String) COMMENT 'Customer the work was done for',
    customer      String                 COMMENT 'Name and id: two customers of one name stay two',
    plan          String                 COMMENT 'Plan of today, empty where none is known',
    written       UInt64                 COMMENT 'Variants of the 90 days up to yesterday',
    modern_share  Float64                COMMENT 'Part of them that is WebP or AVIF, 1 = all',
    legacy_bytes  UInt64                 COMMENT 'Bytes of those that are JPEG, PNG or GIF',
    bytes_to_save Float64                COMMENT 'Fewer bytes if these were WebP and AVIF, by the basis; 0 where they are as small already',
    basis         String                 COMMENT 'measured: at the bytes a pixel of the WebP and AVIF of all customers in these 90 days. assumed: there are none yet, so a quarter less, which is what WebP saves against JPEG and PNG at the least'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today,
    (SELECT sum(bytes_out) / nullIf(sum(pixels_out), 0) FROM darkroom.bi_daily
     WHERE day >= today - 90 AND day < today AND output_format IN ('webp', 'avif')) AS modern_bytes_a_pixel
SELECT customer_id, any(t.customer) AS customer, any(t.plan) AS plan, sum(variants) AS written,
    sumIf(variants, output_format IN ('webp', 'avif')) / written AS modern_share,
    sumIf(bytes_out, output_format IN ('jpeg', 'png', 'gif')) AS legacy_bytes,
    greatest(0, legacy_bytes - ifNull(sumIf(pixels_out, output_format IN ('jpeg', 'png', 'gif')) * modern_bytes_a_pixel, 0.75 * legacy_bytes)) AS bytes_to_save,
    if(modern_bytes_a_pixel IS NULL, 'assumed', 'measured') AS basis
FROM darkroom.bi_daily AS t
WHERE day >= today - 90 AND day < today AND variants > 0
GROUP BY customer_id
COMMENT 'For staff alone. Who would gain from modern formats, and how many bytes, by the last 90 days';

CREATE OR REPLACE VIEW darkroom.bi_cohorts
(
    cohort       Date              COMMENT 'Month in which these customers had their first image; from the first one of which there are rows none is left out',
    months_later UInt16            COMMENT 'Months since then, up to the one of yesterday',
    active       UInt64            COMMENT 'Those of them with an image in that month',
    customers    UInt64            COMMENT 'All of them',
    retained     Nullable(Float64) COMMENT 'active / customers, 1 = all; empty where nobody began',
    cohort_month String            COMMENT 'cohort, as 2026-01',
    month_no     String            COMMENT 'months_later, of two digits'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today - 1) AS newest,
    assumeNotNull((SELECT if(count() = 0, addMonths(newest, 1), toStartOfMonth(min(occurred_at))) FROM darkroom.image_tallies)) AS oldest,
    toUInt64(greatest(0, dateDiff('month', oldest, newest) + 1)) AS months
SELECT began AS cohort, toUInt16(dateDiff('month', began, m)) AS months_later, sum(here) AS active, max(active) OVER (PARTITION BY began) AS customers,
    active / nullIf(customers, 0) AS retained, formatDateTime(began, '%Y-%m') AS cohort_month, leftPad(toString(months_later), 2, '0') AS month_no
FROM
(
    SELECT arrayMin(seen) AS began, arrayJoin(seen) AS m, 1 AS here
    FROM (SELECT customer_id, groupUniqArray(month) AS seen FROM darkroom.bi_daily WHERE day < today AND images > 0 GROUP BY customer_id)
    UNION ALL
    SELECT addMonths(oldest, number) AS began, arrayJoin(arrayMap(i -> addMonths(oldest, i), range(number, months))) AS m, 0 AS here FROM numbers(months)
)
GROUP BY began, m
COMMENT 'For staff alone. Of the customers that began in a month: how many had images in it and in each month after';

CREATE OR REPLACE VIEW darkroom.bi_net_volume
(
    month      Date  COMMENT 'A month that is over, from the second one with images; none is left out',
    gained     Int64 COMMENT 'Images of customers with none in the month before',
    expanded   Int64 COMMENT 'Images that customers had more than in the month before',
    contracted Int64 COMMENT 'Images that customers had fewer than in the month before, negative',
    lost       Int64 COMMENT 'Images that customers with none this month had in the month before, negative',
    before     Int64 COMMENT 'Images of the month before',
    base       Int64 COMMENT 'Those of customers who had images in the month before that one, too: not of who had just begun, for whom it was no whole month',
    kept       Int64 COMMENT 'Images of these customers in this month'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today) AS m0,
    assumeNotNull((SELECT if(count() = 0, m0, toStartOfMonth(min(occurred_at))) FROM darkroom.image_tallies)) AS oldest
SELECT m AS month, gained, expanded, contracted, lost, before, base, kept
FROM
(
    SELECT m, sum(if(p = 0, n, 0)) AS gained, sum(if(p > 0 AND n > p, n - p, 0)) AS expanded,
        -sum(if(n > 0 AND n < p, p - n, 0)) AS contracted, -sum(if(n = 0, p, 0)) AS lost, sum(p) AS before,
        sum(if(pp > 0, p, 0)) AS base, sum(if(pp > 0 AND p > 0, n, 0)) AS kept, min(minOrNullIf(m, n > 0)) OVER () AS first_month
    FROM
    (
        SELECT customer_id, addMonths(then, later) AS m, sumIf(images_then, later = 0) AS n, sumIf(images_then, later = 1) AS p, sumIf(images_then, later = 2) AS pp
        FROM
        (
            SELECT customer_id, t.month AS then, toInt64(sum(images)) AS images_then
            FROM darkroom.bi_daily AS t WHERE day < m0 GROUP BY customer_id, then HAVING images_then > 0
        )
        ARRAY JOIN [0, 1, 2] AS later
        GROUP BY customer_id, m
        UNION ALL
        SELECT toLowCardinality('') AS customer_id, addMonths(oldest, number) AS m, 0 AS n, 0 AS p, 0 AS pp FROM numbers(toUInt64(greatest(0, dateDiff('month', oldest, m0))))
    )
    GROUP BY m
)
WHERE m > first_month AND m < m0
COMMENT 'For staff alone. Images gained and lost from month to month, of months that are over';

CREATE OR REPLACE VIEW darkroom.bi_costs
(
    customer_id        LowCardinality(String)    COMMENT 'Customer the work was done for',
    customer           String                    COMMENT 'Name and id: two customers of one name stay two',
    plan               String                    COMMENT 'Plan of today, empty where none is known',
    source             LowCardinality(String)    COMMENT 'The door it came through: http, kafka or sqs',
    input_format       LowCardinality(String)    COMMENT 'Sniffed format of the original, empty when unknown',
    day                Date                      COMMENT 'Day of occurred_at, UTC',
    month              Date                      COMMENT 'First day of that month',
    images             UInt64                    COMMENT 'Images that came in: SUM gives images',
    processing_seconds Decimal(38, 3)            COMMENT 'Time of the work, by the clock, counted once an image or replay',
    gigabyte_days      Decimal(38, 9)            COMMENT 'Gigabytes of variants times the days for which they are kept',
    cpu_seconds        Nullable(Decimal(38, 3))  COMMENT 'CPU time of the work, counted once an image or replay; empty where the engine cannot tell',
    processing_cost    Nullable(Decimal(38, 15)) COMMENT 'Seconds at the price of a processing_second; empty without one',
    cpu_cost           Nullable(Decimal(38, 15)) COMMENT 'CPU seconds at the price of a cpu_second; empty without one',
    storage_cost       Nullable(Decimal(38, 21)) COMMENT 'Gigabyte-days at the price of a stored_gigabyte_day; empty without one'
)
SQL SECURITY DEFINER
AS WITH
    (SELECT anyIf(toDecimal128OrNull(toString(price), 12), item = 'processing_second') FROM darkroom.bi_prices) AS second_price,
    (SELECT anyIf(toDecimal128OrNull(toString(price), 12), item = 'cpu_second') FROM darkroom.bi_prices) AS cpu_second_price,
    (SELECT anyIf(toDecimal128OrNull(toString(price), 12), item = 'stored_gigabyte_day') FROM darkroom.bi_prices) AS gigabyte_day_price
SELECT customer_id, customer, plan, source, input_format, day, month, images,
    toDecimal128(processing_ms, 3) / 1000 AS processing_seconds, toDecimal128(byte_days, 9) / 1000000000 AS gigabyte_days,
    toDecimal128(cpu_ms, 3) / 1000 AS cpu_seconds,
    processing_seconds * second_price AS processing_cost, cpu_seconds * cpu_second_price AS cpu_cost, gigabyte_days * gigabyte_day_price AS storage_cost
FROM darkroom.bi_daily
COMMENT 'For staff alone. Work and storage, and what they cost; prices to twelve places';

CREATE OR REPLACE VIEW darkroom.bi_freshness
(
    newest_image    Nullable(DateTime64(3, 'UTC')) COMMENT 'When the newest image came in, of the last 7 days; not when one was worked on again',
    newest_finished Nullable(DateTime64(3, 'UTC')) COMMENT 'When the newest work was done: the numbers are as of then',
    images_today    UInt64                         COMMENT 'Images of the day that is not over'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today
SELECT maxOrNullIf(occurred_at, images = 1) AS newest_image, maxOrNull(finished_at) AS newest_finished, sumIf(images, day >= today) AS images_today
FROM darkroom.bi_tallies WHERE day >= today - 7
COMMENT 'For staff alone. How fresh the numbers are';
