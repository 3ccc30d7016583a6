-- A replica that stood still may record a failure after another has done the image, and clocks differ by a day: rows of failures are older than any of a receipt.
ALTER TABLE darkroom.image_tallies COMMENT COLUMN finished_at
    'finishedAt of the receipt, of a failed image two days before it came; the newest wins, so an ok replaces a failed';
