-- Images per day by door
-- Answers: through which door do images come?
-- Read: a bar is a day (UTC). http is the web application, kafka the streaming one, sqs large files put into the bucket.
-- Page: business, row 2, columns 1-8, 45 high
-- Chart: stacked bars
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: images_total = Images [,d]
SELECT
    day,
    source,
    sum(images) AS images_total
FROM darkroom.bi_daily
WHERE images > 0 /* filters */
GROUP BY day, source
ORDER BY day, source
