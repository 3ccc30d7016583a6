-- Images
-- Answers: how many images came in, all in all and day by day?
-- Read: the number is the sum of the chosen period, the line its days (UTC). An image counts once, however many variants were made of it.
-- Page: business, row 1, columns 1-3, 22 high
-- Chart: trend
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: images_total = Images [,d]
SELECT
    day,
    sum(images) AS images_total
FROM darkroom.bi_daily
WHERE true /* filters */
GROUP BY day
ORDER BY day
