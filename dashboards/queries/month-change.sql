-- Against last month
-- Answers: is this month better than the last one was by now?
-- Read: images of this month so far against those of the same days of the month before, as far as both have them: on the 31st of March, of the first 28 days. Empty where there were none.
-- Page: business, row 1, columns 6-7, 22 high
-- Chart: number
-- Filters: customer
-- Audience: customer
-- Shows: month_change = against the same days of last month [+.1%]
SELECT
    sum(these_days) / nullIf(sum(same_days), 0) - 1 AS month_change
FROM darkroom.bi_months
WHERE true /* filters */
