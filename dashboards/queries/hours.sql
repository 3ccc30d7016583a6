-- Images by hour of the week
-- Answers: when is there most to do, and when least?
-- Read: a column is an hour of the day, a line a weekday, both UTC; the darker, the more images came in.
-- Page: quality, row 5, columns 5-12, 48 high
-- Chart: heatmap
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: images_total = Images [,d]
SELECT
    hour,
    weekday,
    sum(images) AS images_total
FROM darkroom.bi_tallies
WHERE images > 0 /* filters */
GROUP BY hour, weekday
ORDER BY hour, weekday
