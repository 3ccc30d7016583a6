package imaging;

import imaging.RejectedImageException.Code;

/** BMP in its OS/2 and Windows variants. */
final class BmpProbe {
    static final int BITFIELDS = 3;
    private static final int JPEG = 4;
    private static final int PNG = 5;
    private static final int CORE = 12;

    private BmpProbe() {}

    static Header probe(Bytes bytes, Limits limits) throws RejectedImageException {
        long size = bytes.u32le(14);
        if (size != CORE && (size < 16 || size > 124)) {
            throw RejectedImageException.broken("The BMP's header claims " + size + " bytes; it has 12 to 124.");
        }
        boolean core = size == CORE;
        int width = core ? bytes.u16le(18) : bytes.i32le(18);
        int height = core ? bytes.u16le(20) : bytes.i32le(22);
        int bits = bytes.u16le(core ? 24 : 28);
        int compression = core || size < 20 ? 0 : bytes.i32le(30);
        boolean alpha = bits == 32 && compression == BITFIELDS && size >= 56 && bytes.i32le(66) != 0;
        Header header = new Header(
                Format.BMP,
                width,
                // a negative height means that the rows come from the top
                height == Integer.MIN_VALUE ? Integer.MAX_VALUE : Math.abs(height),
                1,
                1,
                1,
                false,
                bits > 8 ? alpha ? 4 : 3 : 1,
                Math.min(8, bits),
                alpha,
                0);
        limits.checkSize(header);
        if (compression == JPEG || compression == PNG) {
            throw new RejectedImageException(
                    Code.UNSUPPORTED_FORMAT,
                    header,
                    "The bytes are a BMP that wraps another format, which is not processed. Send that one itself.");
        }
        return header;
    }
}
