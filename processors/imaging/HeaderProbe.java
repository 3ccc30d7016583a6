package imaging;

import imaging.RejectedImageException.Code;

/**
 * Reads the header of an image with own code and holds it against the limits, before any decoder may see the bytes.
 * Allocates next to nothing, whatever the header claims. Thread-safe.
 */
public final class HeaderProbe {
    private final Limits limits;

    public HeaderProbe(Limits limits) {
        this.limits = limits;
    }

    /** @throws RejectedImageException whatever the bytes are, nothing else is ever thrown */
    public Header probe(byte[] original) throws RejectedImageException {
        Format format = Sniffer.sniff(original)
                .orElseThrow(() -> new RejectedImageException(
                        Code.UNSUPPORTED_FORMAT,
                        null,
                        "The bytes are of no known image format"
                                + Sniffer.describe(original)
                                        .map(kind -> "; they look like " + kind)
                                        .orElse("")
                                + "."));
        Bytes bytes = new Bytes(original);
        Header header =
                switch (format) {
                    case JPEG -> JpegProbe.probe(bytes, limits);
                    case PNG -> PngProbe.probe(bytes, limits);
                    case GIF -> GifProbe.probe(bytes, limits);
                    case BMP -> BmpProbe.probe(bytes, limits);
                    case WEBP -> WebpProbe.probe(bytes, limits);
                    case TIFF -> TiffProbe.probe(bytes, limits);
                    case AVIF -> AvifProbe.probe(bytes, limits);
                    default ->
                        throw new RejectedImageException(
                                Code.UNSUPPORTED_FORMAT,
                                null,
                                "The format of the bytes is " + format.word() + ", which is not processed.");
                };
        limits.check(header);
        return header;
    }
}
