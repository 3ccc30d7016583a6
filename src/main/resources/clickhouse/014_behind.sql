-- How long ago the newest work was done. A row says when that was and not when it came here, so this is what the tables can tell of how far they are
-- behind: while images come in all the time about as much as the newest receipt without a row is old.
CREATE OR REPLACE VIEW darkroom.bi_now
(
    moment DateTime64(3, 'UTC') COMMENT 'This moment, UTC'
)
SQL SECURITY DEFINER
AS SELECT now64(3, 'UTC') AS moment
COMMENT 'The clock of what is of this moment; what is of a day goes by bi_today';

CREATE OR REPLACE VIEW darkroom.bi_freshness
(
    newest_image    Nullable(DateTime64(3, 'UTC')) COMMENT 'When the newest image came in, of the last 7 days; not when one was worked on again',
    newest_finished Nullable(DateTime64(3, 'UTC')) COMMENT 'When the newest work was done: the numbers are as of then',
    images_today    UInt64                         COMMENT 'Images of the day that is not over',
    behind_ms       Nullable(Int64)                COMMENT 'Milliseconds since the newest work was done: while images come in all the time, about how far rows are behind receipts'
)
SQL SECURITY DEFINER
AS WITH assumeNotNull((SELECT today FROM darkroom.bi_today)) AS today, assumeNotNull((SELECT moment FROM darkroom.bi_now)) AS moment
SELECT maxOrNullIf(occurred_at, images = 1) AS newest_image, maxOrNull(finished_at) AS newest_finished, sumIf(images, day >= today) AS images_today,
    -- the clocks of who works and of who is asked may differ a little
    if(newest_finished > moment, 0, dateDiff('millisecond', newest_finished, moment)) AS behind_ms
FROM darkroom.bi_tallies WHERE day >= today - 7
COMMENT 'For staff alone. How fresh the numbers are';
