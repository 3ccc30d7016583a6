-- Churn signals
-- Answers: whom should somebody call before they leave?
-- Read: customers of whom at least a fifth fewer images came in the last 28 days than in the 28 before, who lost most images first. Half or less is marked. Who left before these 56 days is not here.
-- Page: upsell, row 3, columns 1-8, 45 high
-- Chart: table
-- Filters: customer
-- Shows: customer = Customer
--   plan = Plan
--   last_seen = Last image
--   days_silent = Days ago [,d]
--   last_28d = Images, 28 days [,d]
--   prior_28d = 28 before [,d]
--   lost_28d = Images lost [,d]
--   change = Change [+.0%]
--   signal = Signal
-- Alarm: change <= -0.5
SELECT
    customer,
    plan,
    last_seen,
    days_silent,
    last_28d,
    prior_28d,
    lost_28d,
    change,
    signal
FROM darkroom.bi_trends
WHERE change <= -0.2 /* filters */
ORDER BY lost_28d DESC, customer
LIMIT 50
