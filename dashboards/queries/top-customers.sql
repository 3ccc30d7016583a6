-- Top customers
-- Answers: who brings most images, what part of all are they, and do they grow?
-- Read: the 28 days up to yesterday against the 28 before. Share is of all customers, whatever is filtered. No change is shown where there was nothing before.
-- Page: business, row 4, columns 1-7, 58 high
-- Chart: table
-- Filters: customer
-- Shows: customer = Customer
--   plan = Plan
--   last_28d = Images, 28 days [,d]
--   share = Share [.1%]
--   change = Change [+.0%]
SELECT
    customer,
    plan,
    last_28d,
    share,
    change
FROM darkroom.bi_trends
WHERE last_28d > 0 /* filters */
ORDER BY last_28d DESC, customer
LIMIT 20
