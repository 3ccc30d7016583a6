-- The log of webhooks: one row a try. A replay writes the same sort key again, so one row of it stays.
-- Rows go by themselves after 30 days.
CREATE TABLE IF NOT EXISTS darkroom.webhook_attempts
(
    customer_id  LowCardinality(String)  COMMENT 'Whose webhook',
    attempted_at DateTime64(6, 'UTC')    COMMENT 'When the try began' CODEC(Delta(8), ZSTD(1)),
    delivery_id  String                  COMMENT 'The header webhook-id: image and outcome',
    image_id     UUID                    COMMENT 'The image that is told of',
    event        LowCardinality(String)  COMMENT 'Type of the event, such as darkroom.image.ok',
    attempt      UInt16                  COMMENT '1 for the first try',
    outcome      LowCardinality(String)  COMMENT 'delivered, again (another try follows) or dead (none does)',
    status       UInt16                  COMMENT 'Status of HTTP, 0 where there was no answer',
    error        LowCardinality(String)  COMMENT 'Why there was none, else empty',
    millis       UInt32                  COMMENT 'How long the try took' CODEC(T64, ZSTD(1)),
    next_at      DateTime64(6, 'UTC')    COMMENT 'When the next try follows, 1970 where none does' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(attempted_at)
PRIMARY KEY (customer_id, attempted_at)
ORDER BY (customer_id, attempted_at, delivery_id)
TTL toDateTime(attempted_at) + INTERVAL 30 DAY DELETE
COMMENT 'One row a try of a webhook. Customers read it as GET /v1/webhooks/deliveries.';
