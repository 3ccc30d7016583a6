-- Processing time per day
-- Answers: how long does the work on an image take, and does that change?
-- Read: half of the images that went well were faster than the median, 95 and 99 of 100 than the others. Of works, so that replays count; exact, not estimated.
-- Page: quality, row 2, columns 1-6, 42 high
-- Chart: lines
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: p50_ms = Median [DURATION]
--   p95_ms = 95 % [DURATION]
--   p99_ms = 99 % [DURATION]
SELECT
    day,
    quantileExactIf(0.5)(duration_ms, works = 1) AS p50_ms,
    quantileExactIf(0.95)(duration_ms, works = 1) AS p95_ms,
    quantileExactIf(0.99)(duration_ms, works = 1) AS p99_ms
FROM darkroom.bi_tallies
WHERE outcome = 'ok' /* filters */
GROUP BY day
ORDER BY day
