package imaging;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Tells a format by the first bytes alone. A name or a content type that came along is never asked. */
final class Sniffer {
    private static final int TEXT = 1024;
    private static final int MOST_BRANDS = 32;

    private Sniffer() {}

    static Optional<Format> sniff(byte[] original) {
        Bytes b = new Bytes(original);
        if (b.is(0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(Format.JPEG);
        }
        if (b.is(0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(Format.PNG);
        }
        if (b.is(0, "GIF87a") || b.is(0, "GIF89a")) {
            return Optional.of(Format.GIF);
        }
        // two letters are too few to tell a bitmap from a text: the length of its header must be one that exists, too
        if (b.is(0, "BM") && b.is(15, "\0\0\0") && original[14] >= 12 && original[14] <= 124) {
            return Optional.of(Format.BMP);
        }
        if (b.is(0, "RIFF") && b.is(8, "WEBP")) {
            return Optional.of(Format.WEBP);
        }
        if (b.is(0, "II*\0") || b.is(0, "MM\0*") || b.is(0, "II+\0") || b.is(0, "MM\0+")) {
            return Optional.of(Format.TIFF);
        }
        return b.is(4, "ftyp") ? iso(b) : unread(b, original);
    }

    /** Pictures in an ISO base media file, by its brands: the first, or the others where that one says nothing. */
    private static Optional<Format> iso(Bytes b) {
        if (hasBrand(b, "avif") || hasBrand(b, "avis")) {
            return Optional.of(Format.AVIF);
        }
        return b.is(8, "hei") || b.is(8, "hev") || b.is(8, "mif1") || b.is(8, "msf1")
                ? Optional.of(Format.HEIC)
                : Optional.empty();
    }

    private static boolean hasBrand(Bytes b, String brand) {
        if (b.is(8, brand)) {
            return true;
        }
        // behind the major brand and its version; a file has a handful
        for (int at = 16; at < 16 + 4 * MOST_BRANDS && b.is(0, "\0\0\0") && at < (b.array()[3] & 0xff); at += 4) {
            if (b.is(at, brand)) {
                return true;
            }
        }
        return false;
    }

    /** Formats that are recognised only to be named in the refusal. */
    private static Optional<Format> unread(Bytes b, byte[] original) {
        Format format = null;
        if (b.is(0, "\u00ff\n") || b.is(4, "JXL ")) {
            format = Format.JXL;
        } else if (b.is(4, "jP  ") || b.is(0, "\u00ffO\u00ffQ")) {
            format = Format.JP2;
        } else if (b.is(0, "\0\0\1\0") || b.is(0, "\0\0\2\0")) {
            format = Format.ICO;
        } else if (b.is(0, "8BPS")) {
            format = Format.PSD;
        } else if (text(original).contains("<svg")) {
            format = Format.SVG;
        }
        return Optional.ofNullable(format);
    }

    /** What the bytes look like where they are no image at all, for the refusal; empty where nobody could tell. */
    static Optional<String> describe(byte[] original) {
        String text = text(original).strip();
        if (text.startsWith("%pdf")) {
            return Optional.of("PDF");
        }
        if (text.startsWith("%!ps")) {
            return Optional.of("PostScript");
        }
        if (text.startsWith("<")) {
            return Optional.of("HTML or XML");
        }
        return original.length > 0 && isText(original) ? Optional.of("text") : Optional.empty();
    }

    private static boolean isText(byte[] original) {
        boolean wide = original.length > 1 && (original[0] == 0 || original[1] == 0);
        Charset charset = wide || new Bytes(original).is(0, "\u00ff\u00fe") || new Bytes(original).is(0, "\u00fe\u00ff")
                ? original[0] == 0 || original[0] == (byte) 0xfe ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE
                : StandardCharsets.UTF_8;
        CharBuffer read = CharBuffer.allocate(TEXT);
        CoderResult result = charset.newDecoder()
                .decode(ByteBuffer.wrap(original, 0, Math.min(TEXT, original.length)), read, original.length <= TEXT);
        return !result.isError()
                && read.flip().chars().noneMatch(c -> Character.isISOControl(c) && " \n\r\t".indexOf(c) < 0);
    }

    /** The beginning in lower case; NUL is dropped, so that UTF-16 reads the same as ASCII. */
    private static String text(byte[] original) {
        return new String(original, 0, Math.min(TEXT, original.length), StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .toLowerCase(Locale.ROOT);
    }
}
