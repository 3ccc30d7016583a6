-- Who stays
-- Answers: of the customers that began in a month, how many are still there later?
-- Read: a line is the month in which customers began, a column how many months later. 50 % at 06: half of them had images in their seventh month. The last of each line goes up to yesterday. Where nobody began there is no line. In the oldest month of which there are rows began whoever was there before, too.
-- Page: upsell, row 4, columns 1-8, 50 high
-- Chart: heatmap
-- Filters: none
-- Shows: retained_share = Still active [.0%]
SELECT
    month_no,
    cohort_month,
    sum(active) / sum(customers) AS retained_share
FROM darkroom.bi_cohorts
WHERE customers > 0 /* filters */
GROUP BY month_no, cohort_month
ORDER BY month_no, cohort_month
