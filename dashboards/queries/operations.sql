-- What customers use: the 15 largest
-- Answers: which operations does a customer use, and which ones not yet?
-- Read: of the fifteen customers with most uses of operations, by what is filtered. The customer's variants with that operation, as a part of those with its most frequent one. An empty field is an operation that it never uses.
-- Page: upsell, row 5, columns 1-7, 52 high
-- Chart: heatmap
-- Filters: period, customer, source, type
-- Audience: customer
--   Operations that you use
--   Your variants with an operation, as a part of those with your most frequent one. What is not here you have not used in the period.
-- Shows: use_share = Use [.0%]
SELECT
    operation,
    customer,
    count() / max(count()) OVER (PARTITION BY customer) AS use_share
FROM darkroom.bi_operations
WHERE customer IN (SELECT customer FROM darkroom.bi_operations WHERE true /* filters */ GROUP BY customer ORDER BY count() DESC, customer LIMIT 15) /* filters */
GROUP BY operation, customer
ORDER BY operation, customer
