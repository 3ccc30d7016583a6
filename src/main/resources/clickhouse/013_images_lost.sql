-- Whom to call first: a fall of 60 % of a large customer is more than the silence of fifty who sent one image each. A share says nothing of that, so the
-- images that are gone are a column of their own.
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
    signal      String                 COMMENT 'new (or back: none in the 28 days before), silent (none for 28 days), falling fast (half or less), falling (a fifth less), growing (a fifth more) or steady',
    lost_28d    Int64                  COMMENT 'Images that came in less than in the 28 days before; negative where there are more'
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
    multiIf(prior_28d = 0, 'new', last_28d = 0, 'silent', change <= -0.5, 'falling fast', change <= -0.2, 'falling', change >= 0.2, 'growing', 'steady') AS signal,
    toInt64(prior_28d) - toInt64(last_28d) AS lost_28d
FROM darkroom.bi_daily AS t
WHERE day >= today - 56 AND day < today AND images > 0
GROUP BY customer_id
COMMENT 'For staff alone. The last 28 days against the 28 before, for each customer with an image in these 56: who has been silent for longer is gone';
