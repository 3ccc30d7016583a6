-- Waiting before work
-- Answers: do images queue up, and at which door?
-- Read: 95 of 100 images waited for less than this between their arrival and the start of the work, by day (UTC).
-- Page: quality, row 3, columns 9-12, 50 high
-- Chart: lines
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: queue_p95_ms = Waited, 95 % [DURATION]
SELECT
    day,
    source,
    quantileExact(0.95)(queue_ms) AS queue_p95_ms
FROM darkroom.bi_tallies
WHERE images = 1 /* filters */
GROUP BY day, source
ORDER BY day, source
