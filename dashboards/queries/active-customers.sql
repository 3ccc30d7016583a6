-- Active customers
-- Answers: how many customers use us, and how regularly?
-- Read: customers with at least one image on the day, and in the 7 and 28 days that end with it; of the last 90 days. A day without anybody is 0.
-- Page: business, row 3, columns 7-12, 45 high
-- Chart: lines
-- Filters: none
-- Shows: active_day = That day [,d]
--   active_week = In 7 days [,d]
--   active_month = In 28 days [,d]
SELECT
    day,
    max(daily) AS active_day,
    max(weekly) AS active_week,
    max(monthly) AS active_month
FROM darkroom.bi_active_customers
WHERE true /* filters */
GROUP BY day
ORDER BY day
