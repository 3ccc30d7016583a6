-- Month-end forecast
-- Answers: how many images will this month have had at its end?
-- Read: what came in so far, and for each day that is left the mean of the last four such weekdays. Of who began less than four weeks ago, or came back then after eight weeks without one, it is the mean of those since, over a week at least: in the first week it is too low. It knows nothing of holidays.
-- Page: business, row 1, columns 8-9, 22 high
-- Chart: number
-- Filters: customer
-- Audience: customer
-- Shows: month_end = images at the end of the month [,d]
SELECT
    round(sum(forecast)) AS month_end
FROM darkroom.bi_months
WHERE true /* filters */
