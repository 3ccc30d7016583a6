-- The fact table: one row a variant, or one for an image that was rejected or failed.
-- A replay writes the same sort key again, so ReplacingMergeTree keeps one row a variant: the newest finished_at.
-- Rows go by themselves after 5 years; whole months at a time (ttl_only_drop_parts with monthly partitions).
CREATE DATABASE IF NOT EXISTS darkroom;

CREATE TABLE IF NOT EXISTS darkroom.image_tallies
(
    tally_id      UUID                          COMMENT 'Deterministic id: the same for every replay of the same image and variant number',
    image_id      UUID                          COMMENT 'The image; it has one row a variant',
    customer_id   LowCardinality(String)        COMMENT 'Customer the work was done for',
    source        LowCardinality(String)        COMMENT 'The door it came through: http, kafka or sqs',
    variant       LowCardinality(String)        COMMENT 'Name of the variant, empty when there is none',
    variant_no    UInt16                        COMMENT '1 for the first row of an image',
    recipe        LowCardinality(String)        COMMENT 'name@version',
    input_format  LowCardinality(String)        COMMENT 'Sniffed format of the original, empty when unknown',
    output_format LowCardinality(String)        COMMENT 'Format written, empty when none',
    operations    Array(LowCardinality(String)) COMMENT 'Operations applied',
    outcome       LowCardinality(String)        COMMENT 'ok, rejected (the picture was at fault) or failed (we were)',
    reason        LowCardinality(String)        COMMENT 'Stable reason code, empty when ok',
    bytes_in      UInt64 COMMENT 'Bytes of the original, repeated on every variant row' CODEC(T64, ZSTD(1)),
    bytes_out     UInt64 COMMENT 'Bytes written' CODEC(T64, ZSTD(1)),
    pixels_in     UInt64 COMMENT 'Original width x height' CODEC(T64, ZSTD(1)),
    pixels_out    UInt64 COMMENT 'Variant width x height' CODEC(T64, ZSTD(1)),
    queue_ms      UInt32 COMMENT 'Arrival to start of work' CODEC(T64, ZSTD(1)),
    duration_ms   UInt32 COMMENT 'Processing time' CODEC(T64, ZSTD(1)),
    occurred_at   DateTime64(3, 'UTC') COMMENT 'Time of the request or message itself; the same on replay' CODEC(Delta(8), ZSTD(1)),
    finished_at   DateTime64(3, 'UTC') COMMENT 'finishedAt of the receipt; the newest wins, so a later ok replaces a failed' CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(finished_at)
PARTITION BY toYYYYMM(occurred_at)
PRIMARY KEY (customer_id, occurred_at)
ORDER BY (customer_id, occurred_at, tally_id)
TTL toDateTime(occurred_at) + INTERVAL 5 YEAR DELETE
SETTINGS ttl_only_drop_parts = 1
COMMENT 'One row a processed image variant. Analysts read bi_tallies.';
