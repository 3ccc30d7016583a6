-- Who began two weeks ago has two of each weekday, not four: divided by four, a new customer's month was forecast at half of what it comes to, and so was that
-- of a new installation. A week at the least, so that one busy day is not taken for every day.
CREATE OR REPLACE VIEW darkroom.bi_months
(
    customer_id LowCardinality(String) COMMENT 'Customer the work was done for',
    customer    String                 COMMENT 'Name and id: two customers of one name stay two',
    plan        String                 COMMENT 'Plan of today, empty where none is known',
    this_month  UInt64                 COMMENT 'Images from the first of the month up to yesterday',
    same_days   UInt64                 COMMENT 'Images of the month before on those days of the month that are over and that both months have',
    last_month  UInt64                 COMMENT 'Images of the whole month before',
    forecast    Float64                COMMENT 'This month, and for each day that is left the mean of its weekday in the last 28 days; of who had none in the 56 days up to then, since the first image, but in 7 days at least',
    these_days  UInt64                 COMMENT 'Images of this month on the days of same_days: after a February, those up to the 28th or 29th'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, toStartOfMonth(today) AS m0, addMonths(m0, -1) AS m1,
    arrayMap(i -> toDayOfWeek(today + i), range(toUInt32(dateDiff('day', today, addMonths(m0, 1))))) AS weekdays_left,
    least(dateDiff('day', m0, today), dateDiff('day', m1, m0)) AS days
SELECT customer_id, any(customer) AS customer, any(plan) AS plan,
    sumIf(n, day >= m0) AS this_month,
    sumIf(n, day >= m1 AND day < m1 + days) AS same_days,
    sumIf(n, day >= m1 AND day < m0) AS last_month,
    this_month + arraySum(
        (weekday, images) -> images * countEqual(weekdays_left, weekday)
            / countEqual(arrayMap(i -> toDayOfWeek(today - 1 - i), range(toUInt32(least(28, greatest(7, dateDiff('day', minIf(day, n > 0), today)))))), weekday),
        range(1, 8),
        sumForEach(arrayMap(weekday -> if(day >= today - 28 AND toDayOfWeek(day) = weekday, n, 0), range(1, 8)))) AS forecast,
    sumIf(n, day >= m0 AND day < m0 + days) AS these_days
FROM
(
    SELECT customer_id, any(t.customer) AS customer, any(t.plan) AS plan, t.day AS day, sum(images) AS n
    FROM darkroom.bi_daily AS t WHERE t.day >= least(m1, today - 56) AND t.day < today GROUP BY customer_id, day
)
GROUP BY customer_id
HAVING max(day) >= m1
COMMENT 'This month against the last one, for each customer';
