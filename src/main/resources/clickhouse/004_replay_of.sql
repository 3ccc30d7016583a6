-- What was made again of an original that was kept, by another recipe: its variants count, the image came in only once.
ALTER TABLE darkroom.image_tallies ADD COLUMN IF NOT EXISTS
    replay_of UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000')
    COMMENT 'The image whose original was worked on again; zeros for one that came in by itself' AFTER finished_at;

CREATE OR REPLACE VIEW darkroom.bi_tallies
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
    images         UInt8                         COMMENT '1 on the first row of an image that came in, else 0: SUM gives images',
    bytes_received UInt64                        COMMENT 'Bytes of the original, counted once an image that came in',
    bytes_in       UInt64                        COMMENT 'Bytes of the original, repeated on every variant row',
    bytes_out      UInt64                        COMMENT 'Bytes written',
    queue_ms       UInt32                        COMMENT 'Arrival to start of work',
    duration_ms    UInt32                        COMMENT 'Processing time',
    occurred_at    DateTime64(3, 'UTC')          COMMENT 'Time of the request or message itself',
    day            Date                          COMMENT 'Day of occurred_at, UTC',
    week           Date                          COMMENT 'Monday of that week',
    month          Date                          COMMENT 'First day of that month',
    replay_of      UUID                          COMMENT 'The image whose original was worked on again; zeros for one that came in by itself'
)
AS SELECT
    tally_id, image_id, customer_id,
    dictGetOrDefault('darkroom.customer_dim', 'name', tuple(toString(customer_id)), toString(customer_id)) AS customer_name,
    dictGetOrDefault('darkroom.customer_dim', 'plan', tuple(toString(customer_id)), '') AS plan,
    source, recipe, variant, input_format, output_format, operations, outcome, reason,
    toUInt8(variant_no = 1 AND empty(replay_of)) AS images, if(variant_no = 1 AND empty(replay_of), bytes_in, 0) AS bytes_received, bytes_in, bytes_out,
    queue_ms, duration_ms, occurred_at, toDate(occurred_at) AS day, toMonday(day) AS week, toStartOfMonth(day) AS month,
    replay_of
FROM darkroom.image_tallies FINAL
COMMENT 'One row a variant, or one for an image that was rejected or failed; SUM(images) counts images';
