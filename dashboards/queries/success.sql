-- Success per day
-- Answers: how much of what came in went well, and whose fault is the rest?
-- Read: parts of the images of a day (UTC). Rejected: the picture was at fault; failed: we were, and anything over 0 is to be looked into.
-- Page: quality, row 1, columns 1-6, 50 high
-- Chart: lines
-- Filters: period, customer, source, type
-- Audience: customer
--   What became of your images
--   Parts of the images of a day (UTC). Rejected: the picture could not be taken, for the reason that its receipt names; failed: the fault was ours.
-- Shows: ok_share = Went well [.1%]
--   rejected_share = Rejected (picture at fault) [.1%]
--   failed_share = Failed (our fault) [.2%]
SELECT
    day,
    sumIf(images, outcome = 'ok') / nullIf(sum(images), 0) AS ok_share,
    sumIf(images, outcome = 'rejected') / nullIf(sum(images), 0) AS rejected_share,
    sumIf(images, outcome = 'failed') / nullIf(sum(images), 0) AS failed_share
FROM darkroom.bi_daily
WHERE images > 0 /* filters */
GROUP BY day
ORDER BY day
