-- Formats that come in
-- Answers: which types of pictures do customers send?
-- Read: what the bytes were, not what the file was called. Empty is what could not be recognised.
-- Page: business, row 2, columns 9-12, 45 high
-- Chart: pie
-- Filters: period, customer, source, type
-- Audience: customer
--   Types of your pictures
--   What the bytes were, not what the file was called. Empty is what could not be recognised.
-- Shows: images_total = Images [,d]
SELECT
    input_format,
    sum(images) AS images_total
FROM darkroom.bi_daily
WHERE images > 0 /* filters */
GROUP BY input_format
ORDER BY images_total DESC, input_format
