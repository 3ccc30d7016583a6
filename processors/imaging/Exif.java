package imaging;

/** The one thing that is taken from EXIF: how the camera was held. A broken block means upright, never a refusal. */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;

    private Exif() {}

    /**
     * @param from the first byte of the TIFF header inside the block
     * @param to behind the block's last byte
     * @return 1 to 8
     */
    static int orientation(Bytes bytes, int from, int to) {
        try {
            boolean little = bytes.is(from, "II*\0");
            if (!little && !bytes.is(from, "MM\0*")) {
                return 1;
            }
            long directory = from + (little ? bytes.u32le(from + 4L) : bytes.u32be(from + 4L));
            if (directory + 2 > to) {
                return 1;
            }
            int entries = little ? bytes.u16le(directory) : bytes.u16be(directory);
            for (int i = 0; i < entries; i++) {
                long entry = directory + 2 + 12L * i;
                if (entry + 12 > to) {
                    return 1;
                }
                int tag = little ? bytes.u16le(entry) : bytes.u16be(entry);
                if (tag == ORIENTATION) {
                    int type = little ? bytes.u16le(entry + 2) : bytes.u16be(entry + 2);
                    int value = little ? bytes.u16le(entry + 8) : bytes.u16be(entry + 8);
                    return type == SHORT && value >= 1 && value <= 8 ? value : 1;
                }
            }
            return 1;
        } catch (RejectedImageException e) {
            return 1;
        }
    }
}
