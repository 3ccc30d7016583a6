-- Day by day
-- Answers: how much came in on each day, and how much of it went well?
-- Read: one line a day (UTC), the newest first; a day without images has none. Went well is the part of the images that became variants.
-- Page: business, row 5, columns 9-12, 50 high
-- Chart: table
-- Filters: period, customer, source, type
-- Shows: day = Day
--   images_total = Images [,d]
--   customers_total = Customers [,d]
--   ok_share = Went well [.1%]
SELECT
    day,
    sum(images) AS images_total,
    uniqExact(customer_id) AS customers_total,
    sumIf(images, outcome = 'ok') / nullIf(sum(images), 0) AS ok_share
FROM darkroom.bi_daily
WHERE images > 0 /* filters */
GROUP BY day
ORDER BY day DESC
LIMIT 400
