-- Images by day
-- Answers: how much work came in on each of the last 30 days, and how much of it went well?
-- Read: one line a day (UTC), the newest first. A day without images has no line. ok_pct is the share of images that
--   became variants; bytes_received counts each original once; smaller_pct is how much smaller a variant is than its original.
SELECT
    day,
    sum(t.images) AS images,
    uniqExact(customer_id) AS customers,
    countIf(variant != '') AS variants,
    round(100 * sumIf(t.images, outcome = 'ok') / sum(t.images), 1) AS ok_pct,
    sum(t.bytes_received) AS bytes_received,
    round(100 * (1 - sumIf(bytes_out, outcome = 'ok') / nullIf(sumIf(bytes_in, outcome = 'ok'), 0)), 1) AS smaller_pct
FROM darkroom.bi_tallies AS t
WHERE day > toDate(now('UTC')) - 30
GROUP BY day
ORDER BY day DESC;
