-- Images by customer and type
-- Answers: how many images of which type did each customer hand in, by which door, and what became of them?
-- Read: one line a combination, the most images first. An image counts once; variants are what was made of it. No type: no picture format was recognised.
-- Page: business, row 5, columns 1-8, 50 high
-- Chart: table
-- Filters: period, customer, source, type
-- Audience: customer
--   Images by type and door
--   One line a combination, the most images first. An image counts once; variants are what was made of it. No type: no picture format was recognised.
-- Shows: customer = Customer
--   source = Door
--   input_format = Type
--   outcome = Outcome
--   images_total = Images [,d]
--   variants_total = Variants [,d]
SELECT
    customer,
    source,
    input_format,
    outcome,
    sum(images) AS images_total,
    sum(variants) AS variants_total
FROM darkroom.bi_daily
WHERE true /* filters */
GROUP BY customer, source, input_format, outcome
ORDER BY images_total DESC, customer, source, input_format, outcome
LIMIT 1000
