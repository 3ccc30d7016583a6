-- Bytes written by format
-- Answers: what do we deliver?
-- Read: bytes of all variants that were written in the period.
-- Page: business, row 4, columns 8-12, 58 high
-- Chart: horizontal bars
-- Filters: period, customer, source, type
-- Audience: customer
--   Bytes of your variants by format
--   Of all variants that were written in the period.
-- Shows: bytes_written = Bytes written [MEMORY_DECIMAL]
SELECT
    output_format,
    sum(bytes_out) AS bytes_written
FROM darkroom.bi_daily
WHERE variants > 0 /* filters */
GROUP BY output_format
ORDER BY bytes_written DESC, output_format
