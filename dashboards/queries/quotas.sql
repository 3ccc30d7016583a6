-- Quotas: used, and where they will end
-- Answers: how much of the month's quota is used, and where will it end?
-- Read: images that went well since the first of the month, up to yesterday. At month end is the same pace up to the end. Over 100 % is marked.
-- Page: upsell, row 1, columns 1-8, 54 high
-- Chart: table
-- Filters: customer
-- Audience: customer
--   This month's quota
--   Images that went well since the first of the month, up to yesterday. At month end is the same pace up to the end. Over 100 % is marked.
-- Shows: customer = Customer
--   plan = Plan
--   used_images = Images [,d]
--   quota = Quota [,d]
--   used = Used [.0%]
--   projected = At month end [.0%]
--   state = State
-- Alarm: projected > 1
SELECT
    customer,
    plan,
    used_images,
    quota,
    used,
    projected,
    state
FROM darkroom.bi_quotas
WHERE true /* filters */
ORDER BY projected DESC, customer
LIMIT 50
