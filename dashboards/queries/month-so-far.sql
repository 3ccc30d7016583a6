-- This month so far
-- Answers: how many images came in since the first of the month?
-- Read: up to and with yesterday, for today is not over. On the first of a month it is 0.
-- Page: business, row 1, columns 4-5, 22 high
-- Chart: number
-- Filters: customer
-- Audience: customer
-- Shows: month_images = images, up to yesterday [,d]
SELECT
    sum(this_month) AS month_images
FROM darkroom.bi_months
WHERE true /* filters */
