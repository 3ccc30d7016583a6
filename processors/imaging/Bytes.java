package imaging;

/** Bounds-checked reading of an untrusted file: what lies beyond the end is a broken image, never a Java exception. */
final class Bytes {
    private final byte[] data;

    Bytes(byte[] data) {
        this.data = data;
    }

    /** The bytes themselves, for those who check their bounds on their own. */
    byte[] array() {
        return data;
    }

    int length() {
        return data.length;
    }

    boolean has(long from, long count) {
        return from >= 0 && count >= 0 && from <= data.length - count;
    }

    int u8(long at) throws RejectedImageException {
        if (!has(at, 1)) {
            throw ended(at);
        }
        return data[(int) at] & 0xff;
    }

    int u16be(long at) throws RejectedImageException {
        return (u8(at) << 8) | u8(at + 1);
    }

    int u16le(long at) throws RejectedImageException {
        return u8(at) | (u8(at + 1) << 8);
    }

    int i32be(long at) throws RejectedImageException {
        return (u16be(at) << 16) | u16be(at + 2);
    }

    int i32le(long at) throws RejectedImageException {
        return u16le(at) | (u16le(at + 2) << 16);
    }

    long u32be(long at) throws RejectedImageException {
        return i32be(at) & 0xffff_ffffL;
    }

    long u32le(long at) throws RejectedImageException {
        return i32le(at) & 0xffff_ffffL;
    }

    /** Whether these ASCII characters stand there; false beyond the end. */
    boolean is(long at, String ascii) {
        if (!has(at, ascii.length())) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if ((data[(int) at + i] & 0xff) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private RejectedImageException ended(long at) {
        return RejectedImageException.broken(
                "The image ends after " + data.length + " bytes; its header goes on at byte " + at + ".");
    }
}
