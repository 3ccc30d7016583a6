-- How much smaller a variant is
-- Answers: what do customers save in transfer?
-- Read: a variant against its original, in bytes. 90 %: a tenth is left. It falls when customers send pictures that are small already.
-- Page: quality, row 3, columns 5-8, 50 high
-- Chart: lines
-- Filters: period, customer, source, type
-- Audience: customer
--   How much smaller your variants are
--   A variant against its original, in bytes. 90 %: a tenth is left. It falls when pictures come in that are small already.
-- Shows: smaller_share = Smaller by [.1%]
SELECT
    day,
    1 - sum(bytes_out) / nullIf(sum(bytes_in), 0) AS smaller_share
FROM darkroom.bi_daily
WHERE outcome = 'ok' AND variants > 0 /* filters */
GROUP BY day
ORDER BY day
