-- Who would gain from WebP or AVIF
-- Answers: whom can we offer modern formats, and how many bytes would that save?
-- Read: by the last 90 days. Could save: their JPEG, PNG and GIF at the bytes a pixel that WebP and AVIF of all customers have (measured); while nobody has any, a quarter of them (assumed).
-- Page: upsell, row 2, columns 1-7, 50 high
-- Chart: table
-- Filters: customer
-- Shows: customer = Customer
--   plan = Plan
--   bytes_to_save = Could save [MEMORY_DECIMAL]
--   legacy_bytes = JPEG, PNG, GIF [MEMORY_DECIMAL]
--   modern_share = WebP and AVIF [.0%]
--   written = Variants [,d]
--   basis = Saving is
SELECT
    customer,
    plan,
    bytes_to_save,
    legacy_bytes,
    modern_share,
    written,
    basis
FROM darkroom.bi_format_gains
WHERE modern_share < 0.5 AND written >= 10 /* filters */
ORDER BY bytes_to_save DESC, customer
LIMIT 20
