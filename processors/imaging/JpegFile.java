package imaging;

import java.util.ArrayList;
import java.util.List;

/** The tables and components of a JPEG file as they stand at one scan. Fed with segments; used by one thread. */
final class JpegFile {
    /** One colour channel. */
    static final class Component {
        final int id;
        final int h;
        final int v;
        final int quant;
        HuffmanTable dc;
        HuffmanTable ac;
        /** The DC value of the block before, within the present scan. */
        int previousDc;

        Component(int id, int h, int v, int quant) {
            this.id = id;
            this.h = h;
            this.v = v;
            this.quant = quant;
        }
    }

    final int[][] quant = new int[4][];
    private final HuffmanTable[] dc = new HuffmanTable[4];
    private final HuffmanTable[] ac = new HuffmanTable[4];
    final List<Component> components = new ArrayList<>();
    int width;
    int height;
    int hMax;
    int vMax;
    int restartInterval;
    private boolean jfif;
    private int adobe = -1;

    private final Bytes bytes;

    JpegFile(Bytes bytes) {
        this.bytes = bytes;
    }

    int mcusAcross() {
        return (width + 8 * hMax - 1) / (8 * hMax);
    }

    int mcusDown() {
        return (height + 8 * vMax - 1) / (8 * vMax);
    }

    /** All segments before the first scan, or any that follow. */
    void accept(JpegCursor at) throws RejectedImageException {
        if (at.isFrame()) {
            frame(at);
        } else if (at.marker == JpegCursor.DQT) {
            quantisation(at);
        } else if (at.marker == JpegCursor.DHT) {
            huffman(at);
        } else if (at.marker == JpegCursor.DRI) {
            restartInterval = bytes.u16be(at.from);
        } else if (at.marker == JpegCursor.APP0) {
            jfif |= at.contentIs("JFIF\0");
        } else if (at.marker == JpegCursor.APP14 && at.contentIs("Adobe") && at.to - at.from >= 12) {
            adobe = bytes.u8(at.from + 11);
        }
    }

    private void frame(JpegCursor at) throws RejectedImageException {
        height = bytes.u16be(at.from + 1);
        width = bytes.u16be(at.from + 3);
        int n = bytes.u8(at.from + 5);
        components.clear();
        for (int i = 0; i < n; i++) {
            int p = at.from + 6 + 3 * i;
            int sampling = bytes.u8(p + 1);
            // a single component is never interleaved: its sampling says nothing
            Component c = new Component(
                    bytes.u8(p), n == 1 ? 1 : sampling >> 4, n == 1 ? 1 : sampling & 15, bytes.u8(p + 2) & 3);
            if (c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4) {
                throw RejectedImageException.broken("The JPEG claims a sampling of " + c.h + "x" + c.v + ".");
            }
            hMax = Math.max(hMax, c.h);
            vMax = Math.max(vMax, c.v);
            components.add(c);
        }
    }

    private void quantisation(JpegCursor at) throws RejectedImageException {
        int p = at.from;
        while (p < at.to) {
            int head = bytes.u8(p++);
            int width = head >> 4 == 0 ? 1 : 2;
            int[] table = new int[64];
            for (int k = 0; k < 64; k++, p += width) {
                table[k] = width == 1 ? bytes.u8(p) : bytes.u16be(p);
            }
            quant[head & 3] = table;
        }
    }

    private void huffman(JpegCursor at) throws RejectedImageException {
        int p = at.from;
        while (p < at.to) {
            int head = bytes.u8(p++);
            boolean isAc = head >> 4 != 0;
            HuffmanTable table = HuffmanTable.read(bytes, p, isAc);
            (isAc ? ac : dc)[head & 3] = table;
            p += 16 + table.size();
        }
    }

    /** The components of the scan whose header stands at the cursor, with their Huffman tables set. */
    List<Component> scan(JpegCursor at) throws RejectedImageException {
        int n = bytes.u8(at.from);
        List<Component> scanned = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int id = bytes.u8(at.from + 1 + 2 * i);
            int tables = bytes.u8(at.from + 2 + 2 * i);
            Component c = components.stream()
                    .filter(known -> known.id == id && !scanned.contains(known))
                    .findFirst()
                    .orElseThrow(() -> RejectedImageException.broken(
                            "The JPEG has a scan of component " + id + ", which its frame does not have."));
            c.dc = dc[(tables >> 4) & 3];
            c.ac = ac[tables & 3];
            scanned.add(c);
        }
        return scanned;
    }

    /** As libjpeg decides: an Adobe mark, then JFIF, then the names of the components. */
    JpegColour.Space space() {
        if (components.size() == 1) {
            return JpegColour.Space.GRAY;
        }
        if (components.size() == 4) {
            return adobe == 2 ? JpegColour.Space.YCCK : JpegColour.Space.CMYK;
        }
        if (!jfif && adobe >= 0) {
            return adobe == 0 ? JpegColour.Space.RGB : JpegColour.Space.YCC;
        }
        boolean named = components.get(0).id == 'R' && components.get(1).id == 'G' && components.get(2).id == 'B';
        return named && !jfif ? JpegColour.Space.RGB : JpegColour.Space.YCC;
    }

    /** Whether a program of Adobe's wrote it, which stores CMYK inverted. */
    boolean isAdobe() {
        return adobe >= 0;
    }
}
