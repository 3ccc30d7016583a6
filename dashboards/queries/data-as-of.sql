-- Data as of
-- Answers: how fresh are these numbers?
-- Read: the newest work that has reached the tables, UTC, and how long ago that was: while images come in all the time, about how far rows are behind receipts. If it grows although they do, ask the operators, who see the lag of every row.
-- Page: business, row 1, columns 10-12, 22 high
-- Chart: table
-- Filters: none
-- Shows: newest_finished = Work done until
--   images_today = Images today [,d]
--   behind_ms = Behind by [DURATION]
SELECT
    newest_finished,
    images_today,
    behind_ms
FROM darkroom.bi_freshness
WHERE true /* filters */
