package imaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whose picture it is: EXIF's Artist and Copyright of the original, and nothing else of its EXIF, which may tell where
 * and with what it was taken. Variants carry it as an EXIF block of those two. Immutable.
 */
final class CopyrightNotice {
    /** The formats of variants that it can be put into. */
    static final Set<Format> FORMATS = Set.of(Format.JPEG, Format.PNG, Format.WEBP);

    /** What is longer is no notice. Both fit into one segment of a JPEG. */
    private static final int MOST_BYTES = 8 << 10;

    /** Bytes that a file becomes longer by, in any format. */
    static final int MOST_ADDED = 17 << 10;

    private static final int VP8X_EXIF = 0x08;
    private static final int VP8X_ALPHA = 0x10;
    private static final byte[] NOTHING = {};

    private final byte[] exif;

    private CopyrightNotice(byte[] exif) {
        this.exif = exif;
    }

    /** @return null where there is none */
    static CopyrightNotice of(byte[] original, Header header) {
        try {
            Bytes bytes = new Bytes(original);
            return switch (header.format()) {
                case JPEG -> ofJpeg(original);
                case PNG -> ofPng(original);
                case WEBP -> ofWebp(bytes);
                case TIFF -> of(bytes, 0, original.length);
                default -> null;
            };
        } catch (RejectedImageException e) {
            return null;
        }
    }

    private static CopyrightNotice ofJpeg(byte[] original) throws RejectedImageException {
        JpegCursor at = new JpegCursor(original);
        while (at.next() && at.marker != JpegCursor.SOS) {
            if (at.marker == JpegCursor.APP1 && at.contentIs(Exif.MARK)) {
                return of(new Bytes(original), at.from + Exif.MARK.length(), at.to);
            }
        }
        return null;
    }

    private static CopyrightNotice ofPng(byte[] original) throws RejectedImageException {
        PngCursor at = new PngCursor(original);
        while (at.next()) {
            if (at.is("eXIf")) {
                return of(new Bytes(original), at.from, at.to);
            }
        }
        return null;
    }

    private static CopyrightNotice ofWebp(Bytes bytes) throws RejectedImageException {
        WebpCursor at = WebpCursor.of(bytes);
        while (at.next()) {
            if (at.is("EXIF") && bytes.has(at.from, at.length)) {
                return of(bytes, Exif.behindMark(bytes, (int) at.from), (int) (at.from + at.length));
            }
        }
        return null;
    }

    private static CopyrightNotice of(Bytes bytes, int from, int to) {
        SortedMap<Integer, byte[]> texts = new TreeMap<>(); // TIFF wants its tags in this order
        for (int tag : new int[] {Exif.ARTIST, Exif.COPYRIGHT}) {
            byte[] text = Exif.text(bytes, from, to, tag, MOST_BYTES);
            if (text != null) {
                texts.put(tag, text);
            }
        }
        return texts.isEmpty() ? null : new CopyrightNotice(block(texts));
    }

    /** TIFF 6.0, section 2: a header, one directory, and what does not fit into its entries, at even places. */
    private static byte[] block(SortedMap<Integer, byte[]> texts) {
        int at = 8 + 2 + 12 * texts.size() + 4;
        int length =
                at + texts.values().stream().mapToInt(text -> text.length + 2).sum();
        ByteBuffer block = ByteBuffer.allocate(length);
        block.put(new byte[] {'M', 'M', 0, '*'}).putInt(8).putShort((short) texts.size());
        for (var entry : texts.entrySet()) {
            byte[] text = entry.getValue();
            int bytes = text.length + 1;
            block.putShort(entry.getKey().shortValue()).putShort((short) 2).putInt(bytes);
            if (bytes <= 4) {
                block.put(text).position(block.position() + 4 - text.length);
            } else {
                block.putInt(at);
                ByteBuffer.wrap(block.array()).position(at).put(text);
                at += bytes + (bytes & 1);
            }
        }
        return at == length ? block.array() : Arrays.copyOf(block.array(), at);
    }

    /**
     * The same file with this notice in it, at most {@link #MOST_ADDED} longer.
     *
     * @param file as an encoder wrote it, without EXIF
     * @param format one of {@link #FORMATS}
     */
    byte[] in(byte[] file, Format format) {
        return switch (format) {
            case JPEG -> inJpeg(file);
            case PNG -> inPng(file);
            case WEBP -> inWebp(file);
            default ->
                throw new IllegalArgumentException("A copyright notice goes into " + FORMATS + ", not " + format);
        };
    }

    private byte[] inJpeg(byte[] file) {
        int at = CarriedProfile.behindJfif(file);
        int length = 2 + Exif.MARK.length() + exif.length;
        ByteArrayOutputStream front = front();
        front.write(file, 0, at);
        front.writeBytes(new byte[] {-1, (byte) JpegCursor.APP1, (byte) (length >> 8), (byte) length});
        front.writeBytes(Exif.MARK.getBytes(StandardCharsets.US_ASCII));
        front.writeBytes(exif);
        return Splice.of(front.toByteArray(), file, at, NOTHING);
    }

    private byte[] inPng(byte[] file) {
        ByteArrayOutputStream front = front();
        front.write(file, 0, CarriedProfile.PNG_HEADER);
        PngChunk.write(front, "eXIf", exif, exif.length);
        return Splice.of(front.toByteArray(), file, CarriedProfile.PNG_HEADER, NOTHING);
    }

    private ByteArrayOutputStream front() {
        return new ByteArrayOutputStream(exif.length + 128);
    }

    /** RFC 9649, 2.7: the extended form says in front what is in it, and has metadata behind the picture. */
    private byte[] inWebp(byte[] file) {
        boolean extended = new Bytes(file).is(WebpCursor.HEADER, "VP8X");
        int added = (extended ? 0 : WebpCursor.CHUNK + 10) + WebpCursor.CHUNK + exif.length + (exif.length & 1);
        ByteArrayOutputStream front = front();
        front.write(file, 0, 4);
        front.writeBytes(little(file.length - WebpCursor.CHUNK + added));
        front.write(file, WebpCursor.CHUNK, 4);
        int rest = WebpCursor.HEADER;
        if (extended) {
            rest += WebpCursor.CHUNK + 1;
            front.write(file, WebpCursor.HEADER, WebpCursor.CHUNK);
            front.write(file[WebpCursor.HEADER + WebpCursor.CHUNK] | VP8X_EXIF);
        } else {
            extend(front, file);
        }
        ByteArrayOutputStream back = new ByteArrayOutputStream(WebpCursor.CHUNK + exif.length + 1);
        back.writeBytes(new byte[] {'E', 'X', 'I', 'F'});
        back.writeBytes(little(exif.length));
        back.writeBytes(exif);
        if (exif.length % 2 == 1) {
            back.write(0);
        }
        return Splice.of(front.toByteArray(), file, rest, back.toByteArray());
    }

    private static void extend(ByteArrayOutputStream out, byte[] file) {
        Header header;
        try {
            header = WebpProbe.probe(new Bytes(file), Limits.none());
        } catch (RejectedImageException e) {
            throw new IllegalStateException("An engine wrote a WebP that has no picture.", e);
        }
        out.writeBytes(new byte[] {'V', 'P', '8', 'X'});
        out.writeBytes(little(10));
        out.writeBytes(little(VP8X_EXIF | (header.alpha() ? VP8X_ALPHA : 0)));
        out.write(little(header.width() - 1), 0, 3);
        out.write(little(header.height() - 1), 0, 3);
    }

    private static byte[] little(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }
}
