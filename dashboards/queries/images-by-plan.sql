-- Images per month by plan
-- Answers: which plans grow?
-- Read: a bar is a month (UTC); the last one is not over. The plan is that of today, also for the past.
-- Page: business, row 3, columns 1-6, 45 high
-- Chart: stacked bars
-- Filters: customer, source, type
-- Shows: images_total = Images [,d]
SELECT
    month,
    plan,
    sum(images) AS images_total
FROM darkroom.bi_daily
WHERE images > 0 /* filters */
GROUP BY month, plan
ORDER BY month, plan
