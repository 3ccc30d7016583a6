-- What analysts reckon with beside the rows: how long variants are kept, which pictures look alike, what work and storage cost.
ALTER TABLE darkroom.image_tallies ADD COLUMN IF NOT EXISTS
    kept_days UInt16 DEFAULT if(variant = '', 0, 8)
    COMMENT 'Days for which the variant is kept, 0 where there is none' AFTER replay_of;

ALTER TABLE darkroom.image_tallies ADD COLUMN IF NOT EXISTS
    perceptual_hash UInt64 DEFAULT 0
    COMMENT 'Equal for pictures that look alike; 0 where the recipe does not ask for it' AFTER kept_days;

CREATE TABLE IF NOT EXISTS darkroom.prices
(
    item       LowCardinality(String)           COMMENT 'processing_second or stored_gigabyte_day',
    price      Float64                          COMMENT 'What one of it costs us, in the currency that you reckon in',
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'The newest counts, also for what is past'
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY item
COMMENT 'Unit costs, written by hand; an item without a price has no cost';
