-- What customers cost us
-- Answers: which customers cost us most, and what for?
-- Read: seconds by the clock and of the CPU (of those images alone of which the engine can tell, empty where it is none), and gigabytes of variants times the days for which they are kept (originals are not in it). Clock and CPU are the same work: add storage to the cost of one of them, not of both. Costs are empty until their prices are in the table prices; today's prices count for the past, too.
-- Page: quality, row 4, columns 1-12, 48 high
-- Chart: table
-- Filters: period, customer, source, type
-- Shows: customer = Customer
--   plan = Plan
--   images_total = Images [,d]
--   seconds_total = Processing, s [,.1f]
--   gigabyte_days_total = Storage, GB days [,.3f]
--   cpu_total = CPU, s [,.1f]
--   processing_cost_total = Processing cost [,.4f]
--   cpu_cost_total = CPU cost [,.4f]
--   storage_cost_total = Storage cost [,.4f]
SELECT
    customer,
    plan,
    sum(images) AS images_total,
    sum(processing_seconds) AS seconds_total,
    sum(gigabyte_days) AS gigabyte_days_total,
    sum(cpu_seconds) AS cpu_total,
    sum(processing_cost) AS processing_cost_total,
    sum(cpu_cost) AS cpu_cost_total,
    sum(storage_cost) AS storage_cost_total
FROM darkroom.bi_costs
WHERE true /* filters */
GROUP BY customer, plan
ORDER BY seconds_total DESC, customer
LIMIT 50
