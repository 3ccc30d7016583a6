-- Customers by signal
-- Answers: how many customers grow, and how many are about to leave?
-- Read: the 28 days up to yesterday against the 28 before: half or less is falling fast, a fifth less falling, a fifth more growing, none silent; new had none in those before (or is back). Who left before these 56 days is not here.
-- Page: upsell, row 1, columns 9-12, 54 high
-- Chart: horizontal bars
-- Filters: none
-- Shows: customers_total = Customers [,d]
SELECT
    signal,
    count() AS customers_total
FROM darkroom.bi_trends
WHERE true /* filters */
GROUP BY signal
ORDER BY customers_total DESC, signal
