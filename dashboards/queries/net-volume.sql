-- Images gained and lost by month
-- Answers: does growth come from new customers or from those we have, and what do we lose?
-- Read: a bar is a month that is over against the one before: up what new and growing customers brought, down what shrinking and leaving ones took. Who begins late in a month grows in the next one. The first bar is held against the month in which rows begin, often a part of one: what grew is too much there.
-- Page: upsell, row 2, columns 8-12, 50 high
-- Chart: stacked bars
-- Filters: none
-- Shows: from_new = New [,d]
--   from_grown = Grew [,d]
--   from_shrunk = Shrank [,d]
--   from_left = Left [,d]
SELECT
    month,
    sum(gained) AS from_new,
    sum(expanded) AS from_grown,
    sum(contracted) AS from_shrunk,
    sum(lost) AS from_left
FROM darkroom.bi_net_volume
WHERE true /* filters */
GROUP BY month
ORDER BY month
