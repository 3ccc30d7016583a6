-- Net volume retention
-- Answers: would we grow if nobody new came?
-- Read: images of a month from customers of the month before, as a part of what those had then. Over 100 %: those we have grow faster than others leave.
-- Page: upsell, row 3, columns 9-12, 45 high
-- Chart: lines
-- Filters: none
-- Shows: retention = Retained volume [.0%]
SELECT
    month,
    1 + sum(expanded + contracted + lost) / nullIf(sum(before), 0) AS retention
FROM darkroom.bi_net_volume
WHERE true /* filters */
GROUP BY month
ORDER BY month
