-- Customers that began
-- Answers: how many customers start to use us each month?
-- Read: customers by the month of their first image; a month in which nobody began is 0. Who signed up and never sent one is not here. In the oldest month of which there are rows began whoever was there before, too.
-- Page: upsell, row 4, columns 9-12, 50 high
-- Chart: bars
-- Filters: none
-- Shows: customers_total = Customers [,d]
SELECT
    cohort_month,
    sum(customers) AS customers_total
FROM darkroom.bi_cohorts
WHERE months_later = 0 /* filters */
GROUP BY cohort_month
ORDER BY cohort_month
