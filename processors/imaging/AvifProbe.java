package imaging;

/**
 * AVIF: ISO 23008-12 with AV1 pictures. Reads what the file says of its primary picture. How that is cropped and turned
 * belongs to the picture here, not to its metadata, and every decoder applies it: the header has the size after it, and
 * no orientation. What every AV1 picture in the file says of its own size is held against it.
 */
final class AvifProbe {
    /** A tile may reach a little beyond the picture that it is a part of. */
    private static final int OVERHANG = 64;

    private static final int MOST_BOXES = 10_000;

    private final Bytes bytes;
    private final Limits limits;
    private int boxes;

    private int width;
    private int height;
    private int bits = 8;
    private boolean gray;
    private boolean alpha;
    private long metadata;

    private AvifProbe(Bytes bytes, Limits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    static Header probe(Bytes bytes, Limits limits) throws RejectedImageException {
        return new AvifProbe(bytes, limits).probe();
    }

    private Header probe() throws RejectedImageException {
        BoxCursor meta = top("meta");
        if (meta == null) {
            throw RejectedImageException.broken("The AVIF ends before it describes its picture.");
        }
        long from = meta.from + 4;
        BoxCursor properties = child(from, meta.to, "iprp");
        BoxCursor list = properties == null ? null : child(properties.from, properties.to, "ipco");
        BoxCursor owners = properties == null ? null : child(properties.from, properties.to, "ipma");
        if (list == null || owners == null) {
            throw RejectedImageException.broken("The AVIF has no properties of its picture.");
        }
        BoxCursor primary = child(from, meta.to, "pitm");
        long item = primary == null ? 1 : id(primary.from, primary.from + 4, 0);
        readAll(list);
        readPrimary(list, owners, item);
        limits.checkSize(header(1));
        checkPictures(from, meta.to);
        return header(frames());
    }

    private Header header(int frames) {
        int samples = (gray ? 1 : 3) + (alpha ? 1 : 0);
        return new Header(Format.AVIF, width, height, frames, 1, 1, false, samples, bits, alpha, metadata);
    }

    private BoxCursor top(String name) throws RejectedImageException {
        return child(0, bytes.length(), name);
    }

    private BoxCursor child(long from, long to, String name) throws RejectedImageException {
        BoxCursor box = new BoxCursor(bytes, from, to);
        while (box.next()) {
            countBox();
            if (box.is(name)) {
                return box;
            }
        }
        return null;
    }

    /** Lists that refer to lists could keep us busy for ever. */
    private void countBox() throws RejectedImageException {
        if (++boxes > MOST_BOXES) {
            throw RejectedImageException.broken("The AVIF has more than " + MOST_BOXES + " boxes to look at.");
        }
    }

    /** An item's number: 16 bits in a box of version 0, else 32; {@code small} is the last version with 16. */
    private long id(long box, long at, int small) throws RejectedImageException {
        return bytes.u8(box) <= small ? bytes.u16be(at) : bytes.u32be(at);
    }

    /** What holds for the file whichever picture a property belongs to. */
    private void readAll(BoxCursor list) throws RejectedImageException {
        BoxCursor p = new BoxCursor(bytes, list.from, list.to);
        while (p.next()) {
            if (p.is("auxC")) {
                alpha |= bytes.is(p.from + 4, "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")
                        || bytes.is(p.from + 4, "urn:mpeg:hevc:2015:auxid:1");
            } else if (p.is("colr")) {
                metadata += p.to - p.from;
            }
        }
    }

    private void readPrimary(BoxCursor list, BoxCursor owners, long primary) throws RejectedImageException {
        boolean wide = (bytes.u8(owners.from + 3) & 1) == 1;
        long at = owners.from + 8;
        for (long left = bytes.u32be(owners.from + 4); left > 0 && at < owners.to; left--) {
            long item = id(owners.from, at, 0);
            at += bytes.u8(owners.from) == 0 ? 2 : 4;
            int count = bytes.u8(at++);
            for (int i = 0; i < count; i++, at += wide ? 2 : 1) {
                if (item == primary) {
                    apply(list, wide ? bytes.u16be(at) & 0x7fff : bytes.u8(at) & 0x7f);
                }
            }
        }
    }

    /** The properties of a picture come in the order in which they are applied. */
    private void apply(BoxCursor list, int index) throws RejectedImageException {
        BoxCursor p = new BoxCursor(bytes, list.from, list.to);
        for (int i = 0; i < index; i++) {
            countBox();
            if (!p.next()) {
                return;
            }
        }
        if (index == 0) {
            return;
        }
        if (p.is("ispe")) {
            width = side(p.from + 4);
            height = side(p.from + 8);
            limits.checkSize(header(1));
        } else if (p.is("av1C")) {
            int flags = bytes.u8(p.from + 2);
            bits = (flags & 0x40) == 0 ? 8 : (flags & 0x20) == 0 ? 10 : 12;
            gray = (flags & 0x10) != 0;
        } else if (p.is("clap")) {
            crop(p.from);
        } else if (p.is("irot") && (bytes.u8(p.from) & 1) == 1) {
            int before = width;
            width = height;
            height = before;
        }
    }

    private void crop(long at) throws RejectedImageException {
        long w = bytes.u32be(at) / Math.max(1, bytes.u32be(at + 4));
        long h = bytes.u32be(at + 8) / Math.max(1, bytes.u32be(at + 12));
        if (w < 1 || h < 1 || w > width || h > height || w * h * 4 < (long) width * height) {
            throw RejectedImageException.broken(
                    "The AVIF shows " + w + " x " + h + " pixels out of " + width + " x " + height + ".");
        }
        width = (int) w;
        height = (int) h;
    }

    private int side(long at) throws RejectedImageException {
        return (int) Math.min(Integer.MAX_VALUE, bytes.u32be(at));
    }

    /** Each AV1 picture of the file, whether the primary one, a tile, a thumbnail or its transparency. */
    private void checkPictures(long from, long to) throws RejectedImageException {
        BoxCursor places = child(from, to, "iloc");
        BoxCursor kinds = child(from, to, "iinf");
        if (places == null || kinds == null) {
            throw RejectedImageException.broken("The AVIF does not say where its picture lies.");
        }
        // ispe stands before clap and irot: what is coded may be twice as long as what is shown, or turned
        long most = 2L * Math.max(width, height) + OVERHANG;
        long area = 4L * width * height + (long) OVERHANG * (width + height + OVERHANG);
        int version = bytes.u8(places.from);
        int sizes = bytes.u16be(places.from + 4);
        int offsetSize = sizes >> 12;
        int lengthSize = sizes >> 8 & 15;
        int baseSize = sizes >> 4 & 15;
        int indexSize = version == 0 ? 0 : sizes & 15;
        long at = places.from + 6;
        long count = id(places.from, at, 1);
        at += version < 2 ? 2 : 4;
        for (long i = 0; i < count && at < places.to; i++) {
            long item = id(places.from, at, 1);
            at += version < 2 ? 2 : 4;
            int method = version == 0 ? 0 : bytes.u16be(at) & 15;
            at += version == 0 ? 2 : 4;
            long base = number(at, baseSize);
            at += baseSize;
            int extents = bytes.u16be(at);
            at += 2;
            long start = base + number(at + indexSize, offsetSize);
            long length = number(at + indexSize + offsetSize, lengthSize);
            at += (long) extents * (indexSize + offsetSize + lengthSize);
            if (isAv1(kinds, item)) {
                if (method != 0 || extents != 1 || !bytes.has(start, 1)) {
                    throw RejectedImageException.broken("The AVIF's picture lies in pieces, or beyond its end.");
                }
                long end = length == 0 ? bytes.length() : Math.min(bytes.length(), start + length);
                Size coded = Av1Sequence.largest(bytes, start, end);
                if (coded.width() > most || coded.height() > most || coded.pixels() > area) {
                    throw RejectedImageException.broken(
                            "The AVIF holds a picture of " + coded + "; its header says " + width + "x" + height + ".");
                }
            }
        }
    }

    private boolean isAv1(BoxCursor kinds, long item) throws RejectedImageException {
        BoxCursor entry = new BoxCursor(bytes, kinds.from + (bytes.u8(kinds.from) == 0 ? 6 : 8), kinds.to);
        while (entry.next()) {
            countBox();
            int wide = bytes.u8(entry.from) > 2 ? 2 : 0;
            if (entry.is("infe") && id(entry.from, entry.from + 4, 2) == item) {
                return bytes.is(entry.from + 8 + wide, "av01");
            }
        }
        return false;
    }

    private long number(long at, int size) throws RejectedImageException {
        return switch (size) {
            case 0 -> 0;
            case 4 -> bytes.u32be(at);
            case 8 -> (bytes.u32be(at) & 0x7fff_ffffL) << 32 | bytes.u32be(at + 4);
            default -> throw RejectedImageException.broken("The AVIF has numbers of " + size + " bytes.");
        };
    }

    /** Of an image sequence: the samples of its first track. */
    private int frames() throws RejectedImageException {
        BoxCursor box = top("moov");
        for (String name : new String[] {"trak", "mdia", "minf", "stbl", "stsz"}) {
            box = box == null ? null : child(box.from, box.to, name);
        }
        return box == null ? 1 : Math.max(1, side(box.from + 8));
    }
}
