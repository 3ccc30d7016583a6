-- Pictures sent again
-- Answers: who pays twice for the same picture, and would gain from a cache?
-- Read: images of the last 90 days that look like an earlier one of the same customer. Only where the recipe records the perceptual hash; pictures that look alike may still differ.
-- Page: upsell, row 5, columns 8-12, 52 high
-- Chart: table
-- Filters: customer
-- Audience: customer
--   Pictures that you sent again
--   Images of the last 90 days that look like an earlier one of yours. Only where the recipe records the perceptual hash; pictures that look alike may still differ.
-- Shows: customer = Customer
--   hashed = Images [,d]
--   again = Again [,d]
--   again_share = Part [.0%]
--   bytes_again = Bytes [MEMORY_DECIMAL]
--   seconds_again = Seconds [,.1f]
SELECT
    customer,
    hashed,
    again,
    again_share,
    bytes_again,
    seconds_again
FROM darkroom.bi_repeats
WHERE again > 0 /* filters */
ORDER BY again DESC, customer
LIMIT 50
