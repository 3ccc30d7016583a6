-- What analysts read: each variant once (FINAL), with the customer's name and plan.
CREATE VIEW IF NOT EXISTS darkroom.bi_tallies
(
    tally_id       UUID                          COMMENT 'One row, one id',
    image_id       UUID                          COMMENT 'The image; it has one row a variant',
    customer_id    LowCardinality(String)        COMMENT 'Customer the work was done for',
    customer_name  String                        COMMENT 'Name of the customer, the id where none is known',
    plan           String                        COMMENT 'Plan of today, empty where none is known',
    source         LowCardinality(String)        COMMENT 'The door it came through: http, kafka or sqs',
    recipe         LowCardinality(String)        COMMENT 'name@version',
    variant        LowCardinality(String)        COMMENT 'Name of the variant, empty when there is none',
    input_format   LowCardinality(String)        COMMENT 'Sniffed format of the original, empty when unknown',
    output_format  LowCardinality(String)        COMMENT 'Format written, empty when none',
    operations     Array(LowCardinality(String)) COMMENT 'Operations applied',
    outcome        LowCardinality(String)        COMMENT 'ok, rejected (the picture was at fault) or failed (we were)',
    reason         LowCardinality(String)        COMMENT 'Stable reason code, empty when ok',
    images         UInt8                         COMMENT '1 on the first row of an image, else 0: SUM gives images',
    bytes_received UInt64                        COMMENT 'Bytes of the original, counted once an image',
    bytes_in       UInt64                        COMMENT 'Bytes of the original, repeated on every variant row',
    bytes_out      UInt64                        COMMENT 'Bytes written',
    queue_ms       UInt32                        COMMENT 'Arrival to start of work',
    duration_ms    UInt32                        COMMENT 'Processing time',
    occurred_at    DateTime64(3, 'UTC')          COMMENT 'Time of the request or message itself',
    day            Date                          COMMENT 'Day of occurred_at, UTC',
    week           Date                          COMMENT 'Monday of that week',
    month          Date                          COMMENT 'First day of that month'
)
AS SELECT
    tally_id, image_id, customer_id,
    dictGetOrDefault('darkroom.customer_dim', 'name', tuple(toString(customer_id)), toString(customer_id)) AS customer_name,
    dictGetOrDefault('darkroom.customer_dim', 'plan', tuple(toString(customer_id)), '') AS plan,
    source, recipe, variant, input_format, output_format, operations, outcome, reason,
    toUInt8(variant_no = 1) AS images, if(variant_no = 1, bytes_in, 0) AS bytes_received, bytes_in, bytes_out,
    queue_ms, duration_ms, occurred_at, toDate(occurred_at) AS day, toMonday(day) AS week, toStartOfMonth(day) AS month
FROM darkroom.image_tallies FINAL
COMMENT 'One row a variant, or one for an image that was rejected or failed; SUM(images) counts images';
