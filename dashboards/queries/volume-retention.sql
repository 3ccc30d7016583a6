-- Net volume retention
-- Answers: would we grow if nobody new came?
-- Read: images of a month from customers who had some in both months before, as a part of those of the month before. Over 100 %: those we have grow faster than others leave. Who had just begun is not counted: that was no whole month.
-- Page: upsell, row 3, columns 9-12, 45 high
-- Chart: lines
-- Filters: none
-- Shows: retention = Retained volume [.0%]
SELECT
    month,
    sum(kept) / nullIf(sum(base), 0) AS retention
FROM darkroom.bi_net_volume
WHERE true /* filters */
GROUP BY month
ORDER BY month
