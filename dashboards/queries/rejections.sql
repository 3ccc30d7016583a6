-- Rejections to help with
-- Answers: which customer sends pictures that we cannot take, and why?
-- Read: rejected images by customer and reason, the most first. A call about the right format or size saves both sides the work.
-- Page: quality, row 5, columns 1-4, 48 high
-- Chart: table
-- Filters: period, customer, source, type
-- Audience: customer
--   Images that were refused, by reason
--   The most first. The reason is that of the receipt: too large, of a type that cannot be read, or broken.
-- Shows: customer = Customer
--   reason = Reason
--   images_total = Images [,d]
SELECT
    customer,
    reason,
    sum(images) AS images_total
FROM darkroom.bi_daily
WHERE outcome = 'rejected' AND images > 0 /* filters */
GROUP BY customer, reason
ORDER BY images_total DESC, customer, reason
LIMIT 50
