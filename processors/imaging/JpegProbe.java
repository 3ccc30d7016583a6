package imaging;

import imaging.RejectedImageException.Code;

/** JPEG: ITU T.81. Walks the whole file, which is cheap, because scans can only be counted so. */
final class JpegProbe {
    private JpegProbe() {}

    static Header probe(Bytes bytes, Limits limits) throws RejectedImageException {
        JpegCursor at = new JpegCursor(bytes.array());
        Header frame = null;
        int orientation = 1;
        int scans = 0;
        long metadata = 0;
        while (scans <= limits.maxScans() && at.next()) {
            if (at.isFrame()) {
                if (frame != null) {
                    throw RejectedImageException.broken("The JPEG has two frame headers.");
                }
                frame = frame(bytes, at);
                limits.checkSize(frame);
            } else if (at.marker == JpegCursor.SOS) {
                scans++;
                if (frame == null) {
                    throw RejectedImageException.broken("The JPEG has a scan before its frame header.");
                }
            } else if (at.isMetadata()) {
                metadata += at.to - at.from;
                if (at.marker == JpegCursor.APP1 && at.contentIs(Exif.MARK)) {
                    orientation = Exif.orientation(bytes, at.from + Exif.MARK.length(), at.to);
                }
            }
        }
        if (frame == null || scans == 0) {
            throw new RejectedImageException(Code.BROKEN_IMAGE, frame, "The JPEG ends before its picture begins.");
        }
        if (frame.progressive() && !at.complete() && scans <= limits.maxScans()) {
            // later scans refine what is there: nothing but the end mark tells that all of them came
            throw new RejectedImageException(Code.BROKEN_IMAGE, frame, "The progressive JPEG is cut off.");
        }
        return new Header(
                Format.JPEG,
                frame.width(),
                frame.height(),
                1,
                orientation,
                scans,
                frame.progressive(),
                frame.samples(),
                frame.bits(),
                false,
                metadata);
    }

    private static Header frame(Bytes bytes, JpegCursor at) throws RejectedImageException {
        int kind = at.marker - JpegCursor.SOF0;
        int bits = bytes.u8(at.from);
        int height = bytes.u16be(at.from + 1);
        int width = bytes.u16be(at.from + 3);
        int samples = bytes.u8(at.from + 5);
        Header header = new Header(Format.JPEG, width, height, 1, 1, 0, kind == 2, samples, bits, false, 0);
        if (bits != 8 || kind > 2) {
            throw new RejectedImageException(
                    Code.UNSUPPORTED_FORMAT,
                    header,
                    "The bytes are a JPEG of a rare kind (SOF" + kind + ", " + bits
                            + " bits a sample), which is not processed. Send a baseline or progressive one.");
        }
        if ((samples != 1 && samples != 3 && samples != 4) || at.to - at.from < 6 + 3 * samples) {
            throw RejectedImageException.broken("The JPEG's frame header claims " + samples + " components.");
        }
        return header;
    }
}
