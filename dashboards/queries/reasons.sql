-- Rejected and failed, by reason
-- Answers: what goes wrong?
-- Read: images of a day (UTC) that were rejected or failed, by the reason that their receipt names.
-- Page: quality, row 1, columns 7-12, 50 high
-- Chart: stacked bars
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: images_total = Images [,d]
SELECT
    day,
    why,
    sum(images) AS images_total
FROM darkroom.bi_daily
WHERE outcome != 'ok' AND images > 0 /* filters */
GROUP BY day, why
ORDER BY day, why
