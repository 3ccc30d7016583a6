-- Data as of
-- Answers: how fresh are these numbers?
-- Read: the newest work that has reached the tables, UTC. If that is old although images come in, ask the operators.
-- Page: business, row 1, columns 10-12, 22 high
-- Chart: table
-- Filters: none
-- Shows: newest_finished = Work done until
--   images_today = Images today [,d]
SELECT
    newest_finished,
    images_today
FROM darkroom.bi_freshness
WHERE true /* filters */
