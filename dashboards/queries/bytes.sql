-- Bytes in and out
-- Answers: how much comes in, and how much do we deliver?
-- Read: bytes of originals, each counted once, and of all their variants, by day (UTC); of images that went well.
-- Page: quality, row 3, columns 1-4, 50 high
-- Chart: bars
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: bytes_came = Bytes received [MEMORY_DECIMAL]
--   bytes_written = Bytes written [MEMORY_DECIMAL]
SELECT
    day,
    sum(bytes_received) AS bytes_came,
    sum(bytes_out) AS bytes_written
FROM darkroom.bi_daily
WHERE outcome = 'ok' /* filters */
GROUP BY day
ORDER BY day
