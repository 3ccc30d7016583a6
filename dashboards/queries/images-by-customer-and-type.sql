-- Images by customer and type
-- Answers: how many images of which type did each customer hand in, by which door, and what became of them?
-- Read: one line a combination, the most images first. `images` counts each image once, `variants` what was made of them;
--   input_format is what the bytes were, not what the file was called (empty: no picture format was recognised).
SELECT
    customer_name AS customer,
    source,
    input_format,
    outcome,
    sum(t.images) AS images,
    countIf(variant != '') AS variants
FROM darkroom.bi_tallies AS t
GROUP BY customer, source, input_format, outcome
ORDER BY images DESC, customer, source, input_format, outcome;
