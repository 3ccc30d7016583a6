-- A sample for checks and screenshots: sixteen customers who grow, shrink, come and go or fall silent, over the 400 days
-- up to now. Hashes take the place of chance, so that one day always gives one sample. A scale of 1 is about 18,000 images.
INSERT INTO darkroom.customers (customer_id, name, plan, monthly_quota, signed_up_on, updated_at)
SELECT id, name, plan, quota, today() - 400 + began, toDateTime('2020-01-01 00:00:00', 'UTC')
FROM VALUES('id String, name String, plan String, quota UInt64, began UInt16',
    ('acme', 'Acme Retail', 'enterprise', 0, 0), ('borealis', 'Borealis Media', 'enterprise', 230, 0),
    ('cobalt', 'Cobalt Travel', 'business', 250, 0), ('dunes', 'Dunes Furniture', 'business', 130, 0),
    ('ember', 'Ember Auctions', 'business', 190, 20), ('fjord', 'Fjord Outdoor', 'business', 90, 0),
    ('garnet', 'Garnet Jewels', 'starter', 60, 0), ('harbor', 'Harbor News', 'business', 150, 60),
    ('iris', 'Iris Florists', 'starter', 60, 100), ('juniper', 'Juniper Foods', 'starter', 80, 150),
    ('kelp', 'Kelp Studio', 'starter', 40, 220), ('lumen', 'Lumen Estates', 'business', 100, 280),
    ('moss', 'Moss Gardens', 'starter', 50, 0), ('nimbus', 'Nimbus Prints', 'starter', 60, 10),
    ('opal', 'Opal Weddings', 'starter', 50, 100), ('pixel', 'Pixel Academy', 'business', 90, 150));

INSERT INTO darkroom.prices (item, price, updated_at)
VALUES ('processing_second', 0.00002, '2020-01-01 00:00:00.000'), ('cpu_second', 0.00001, '2020-01-01 00:00:00.000'), ('stored_gigabyte_day', 0.0008, '2020-01-01 00:00:00.000');

INSERT INTO darkroom.image_tallies (tally_id, image_id, customer_id, source, variant, variant_no, recipe, input_format, output_format,
    operations, outcome, reason, bytes_in, bytes_out, pixels_in, pixels_out, queue_ms, duration_ms, occurred_at, finished_at, kept_days,
    perceptual_hash, cpu_ms)
SELECT
    tally_id, image_id, id, source, if(outcome = 'ok', ['web', 'thumb', 'hero', 'print'][no], '') AS variant, no, 'web@1', format,
    multiIf(outcome != 'ok', '', v1 < modern, if(v2 < 0.25, 'avif', 'webp'), v2 < 0.78, 'jpeg', v2 < 0.95, 'png', 'gif') AS output,
    if(outcome != 'ok', [], arrayConcat(['resize'], arrayMap(o -> o.1, arrayFilter(o -> (cityHash64(image_id, no, o.1) % 1000) / 1000 < o.2,
        [('crop', 0.4), ('rotate', 0.08), ('watermark', if(id IN ('ember', 'lumen'), 0.5, 0.05)), ('strip', 0.7), ('sharpen', 0.2)])))),
    outcome, reason, toUInt64(pixels * per_pixel * (0.7 + 0.6 * u3)),
    if(outcome != 'ok', 0, toUInt64(pixels_made * transform(output, ['jpeg', 'png', 'gif', 'webp', 'avif'], [0.22, 0.9, 0.4, 0.13, 0.085], 0.2) * (0.8 + 0.4 * v3))),
    pixels, if(outcome != 'ok', 0, toUInt64(pixels_made)) AS pixels_out,
    toUInt32(-log(u4 + 1e-6) * transform(source, ['http', 'kafka', 'sqs'], [6, 240, 520], 6) * if(ago IN (44, 45), 6, 1)) AS waited,
    toUInt32(20 + exp(2.6 + 1.1 * (u5 + u6 + u7))) AS took,
    toDateTime64(today() - ago, 3, 'UTC') + toIntervalMillisecond(toUInt32(86399999 * if(u8 < 0.8, 0.3 + 0.5 * u9, u9))) AS at,
    at + toIntervalMillisecond(waited + took), if(outcome = 'ok', 8, 0),
    if(id IN ('acme', 'cobalt', 'ember', 'harbor'), 1 + cityHash64(id, intDiv(i, if(id = 'ember', 3, 1)), ago % 40), 0),
    toUInt32(took * 0.9)
FROM
(
    SELECT *, arrayJoin(range(1, 1 + if(outcome = 'ok', [1, 2, 2, 3, 3, 4][1 + toUInt8(5.99 * u10)], 1))) AS no,
        toUUID(UUIDNumToString(MD5(concat(toString(image_id), toString(no))))) AS tally_id,
        (cityHash64(image_id, no, 1) % 100000) / 100000 AS v1, (cityHash64(image_id, no, 2) % 100000) / 100000 AS v2,
        (cityHash64(image_id, no, 3) % 100000) / 100000 AS v3, pixels * [0.12, 0.03, 0.5, 1][no] AS pixels_made
    FROM
    (
        SELECT *, toUUID(UUIDNumToString(MD5(key))) AS image_id,
            multiIf(u1 < if(ago IN (44, 45), 0.07, 0.004), 'failed', u1 < if(id = 'ember', 0.06, 0.022), 'rejected', 'ok') AS outcome,
            multiIf(outcome = 'ok', '', outcome = 'failed', 'processing-failed', ['unsupported-format', 'too-many-pixels', 'broken-image', 'too-many-bytes'][1 + toUInt8(3.99 * u2)]) AS reason,
            1 + arrayFirstIndex(p -> u11 < p, [0.62, 0.8, 0.88, 0.93, 0.96, 0.98]) AS f,
            ['avif', 'jpeg', 'png', 'webp', 'gif', 'tiff', 'bmp'][f] AS format, [0.11, 0.28, 1.1, 0.16, 0.5, 2.4, 3][f] AS per_pixel,
            toUInt64(exp(13.4 + 2.2 * (u12 + u13) / 2)) AS pixels,
            multiIf(plan = 'enterprise', if(u14 < 0.6, 'kafka', if(u14 < 0.9, 'http', 'sqs')), plan = 'business', if(u14 < 0.5, 'http', if(u14 < 0.9, 'sqs', 'kafka')),
                if(u14 < 0.9, 'http', 'sqs')) AS source
        FROM
        (
            SELECT id, plan, modern, ago, i, concat(id, '/', toString(ago), '/', toString(i)) AS key,
                (cityHash64(key, 1) % 100000) / 100000 AS u1, (cityHash64(key, 2) % 100000) / 100000 AS u2, (cityHash64(key, 3) % 100000) / 100000 AS u3,
                (cityHash64(key, 4) % 100000) / 100000 AS u4, (cityHash64(key, 5) % 100000) / 100000 AS u5, (cityHash64(key, 6) % 100000) / 100000 AS u6,
                (cityHash64(key, 7) % 100000) / 100000 AS u7, (cityHash64(key, 8) % 100000) / 100000 AS u8, (cityHash64(key, 9) % 100000) / 100000 AS u9,
                (cityHash64(key, 10) % 100000) / 100000 AS u10, (cityHash64(key, 11) % 100000) / 100000 AS u11, (cityHash64(key, 12) % 100000) / 100000 AS u12,
                (cityHash64(key, 13) % 100000) / 100000 AS u13, (cityHash64(key, 14) % 100000) / 100000 AS u14
            FROM
            (
                SELECT id, plan, modern, 400 - d AS ago,
                    arrayJoin(range(toUInt32(round({scale} * weight * [1.1, 1.15, 1.1, 1.1, 1.2, 0.75, 0.6][toDayOfWeek(today() - ago)]
                        * (0.6 + 0.8 * (cityHash64(id, ago) % 1000) / 1000)
                        * multiIf(shape = 'grow', 0.35 + 1.5 * d / 400, shape = 'season', 1 + 0.6 * sin(2 * pi() * (d + 60) / 365), shape = 'fall', if(ago > 26, 1, 0.3),
                            shape = 'silent', if(ago > 33, 1, 0), shape = 'brief', if(d < began + 110, 1, 0),
                            shape = 'pauses', if(intDiv(d - began, 45) % 3 = 1, 0, 1), 1))))) AS i
                FROM VALUES('id String, plan String, weight Float64, shape String, modern Float64, began UInt16',
                    ('acme', 'enterprise', 9, 'grow', 0.85, 0), ('borealis', 'enterprise', 7, 'flat', 0.7, 0), ('cobalt', 'business', 5, 'season', 0.3, 0),
                    ('dunes', 'business', 4, 'flat', 0.05, 0), ('ember', 'business', 4, 'grow', 0.15, 20), ('fjord', 'business', 3, 'fall', 0.6, 0),
                    ('garnet', 'starter', 2, 'silent', 0.4, 0), ('harbor', 'business', 4, 'flat', 0.9, 60), ('iris', 'starter', 1.5, 'season', 0.2, 100),
                    ('juniper', 'starter', 1.5, 'grow', 0.5, 150), ('kelp', 'starter', 1, 'flat', 0, 220), ('lumen', 'business', 2.5, 'grow', 0.35, 280),
                    ('moss', 'starter', 1.5, 'brief', 0.1, 0), ('nimbus', 'starter', 2, 'pauses', 0.2, 10),
                    ('opal', 'starter', 1.5, 'brief', 0.6, 100), ('pixel', 'business', 2, 'pauses', 0.4, 150)) AS c
                CROSS JOIN (SELECT number AS d FROM numbers(401)) AS days
                WHERE d >= began
            )
        )
    )
)
WHERE at < now64(3, 'UTC');
