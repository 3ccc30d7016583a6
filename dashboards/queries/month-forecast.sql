-- Month-end forecast
-- Answers: how many images will this month have had at its end?
-- Read: what came in so far, and for each day that is left the mean of the last four such weekdays. It knows nothing of holidays.
-- Page: business, row 1, 2 x 22
-- Chart: number
-- Filters: customer
-- Shows: month_end = Images [,d]
SELECT
    round(sum(forecast)) AS month_end
FROM darkroom.bi_months
WHERE true /* filters */
