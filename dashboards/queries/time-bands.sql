-- How long images took
-- Answers: are most images fast, and is there a tail?
-- Read: images and replays that went well, by their processing time. A second hump is another kind of picture, or a machine that is short of memory.
-- Page: quality, row 2, columns 7-12, 42 high
-- Chart: bars
-- Filters: period, customer, source, type
-- Audience: customer
-- Shows: works_total = Works [,d]
SELECT
    time_band,
    sum(works) AS works_total
FROM darkroom.bi_tallies
WHERE outcome = 'ok' /* filters */
GROUP BY time_band
ORDER BY time_band
