package imaging;

import java.util.Arrays;

/** PNG samples of any kind to 0xAARRGGBB: palettes, 1 to 16 bits, gray, alpha, one transparent colour. */
final class PngPixels {
    private final int samples;
    private final int bits;
    private final int[] palette;
    /** The samples of the one transparent colour; null = none. */
    private final int[] transparent;

    private PngPixels(int samples, int bits, int[] palette, int[] transparent) {
        this.samples = samples;
        this.bits = bits;
        this.palette = palette;
        this.transparent = transparent;
    }

    static PngPixels read(byte[] original, Header header) throws RejectedImageException {
        Bytes bytes = new Bytes(original);
        boolean indexed = bytes.u8(PngProbe.SIGNATURE + 8 + 9) == 3;
        int[] palette = null;
        int[] transparent = null;
        PngCursor at = new PngCursor(original);
        while (at.next() && !at.is("IDAT")) {
            if (at.is("PLTE") && indexed) {
                palette = palette(bytes, at);
            } else if (at.is("tRNS") && indexed && palette != null) {
                for (int i = 0; i < Math.min(256, at.to - at.from); i++) {
                    palette[i] = (palette[i] & 0xffffff) | (bytes.u8(at.from + i) << 24);
                }
            } else if (at.is("tRNS") && !indexed && at.to - at.from >= 2 * header.samples()) {
                transparent = new int[header.samples()];
                for (int i = 0; i < transparent.length; i++) {
                    transparent[i] = bytes.u16be(at.from + 2L * i) & ((1 << header.bits()) - 1);
                }
            }
        }
        if (indexed && palette == null) {
            throw RejectedImageException.broken("The PNG has no palette, which its header promises.");
        }
        return new PngPixels(header.samples(), header.bits(), palette, transparent);
    }

    private static int[] palette(Bytes bytes, PngCursor at) throws RejectedImageException {
        // an index beyond the palette shows black, as in browsers
        int[] palette = new int[256];
        Arrays.fill(palette, Argb.opaque(0, 0, 0));
        for (int i = 0; i < Math.min(256, (at.to - at.from) / 3); i++) {
            int p = at.from + 3 * i;
            palette[i] = Argb.opaque(bytes.u8(p), bytes.u8(p + 1), bytes.u8(p + 2));
        }
        return palette;
    }

    boolean isPalette() {
        return palette != null;
    }

    /** @param row samples from index 1 on */
    void unpack(byte[] row, int width, int[] argb) {
        if (palette != null) {
            for (int x = 0; x < width; x++) {
                argb[x] = palette[sample(row, x)];
            }
        } else if (bits == 8 && samples == 3 && transparent == null) {
            for (int x = 0, p = 1; x < width; x++, p += 3) {
                argb[x] = Argb.opaque(row[p] & 0xff, row[p + 1] & 0xff, row[p + 2] & 0xff);
            }
        } else if (bits == 8 && samples == 4) {
            for (int x = 0, p = 1; x < width; x++, p += 4) {
                argb[x] = Argb.of(row[p + 3] & 0xff, row[p] & 0xff, row[p + 1] & 0xff, row[p + 2] & 0xff);
            }
        } else {
            any(row, width, argb);
        }
    }

    private void any(byte[] row, int width, int[] argb) {
        for (int x = 0; x < width; x++) {
            int s = x * samples;
            int first = sample(row, s);
            boolean colour = samples >= 3;
            int second = colour ? sample(row, s + 1) : first;
            int third = colour ? sample(row, s + 2) : first;
            int alpha = samples == 2 || samples == 4 ? to8(sample(row, s + samples - 1)) : 0xff;
            if (transparent != null
                    && first == transparent[0]
                    && (!colour || (second == transparent[1] && third == transparent[2]))) {
                alpha = 0;
            }
            argb[x] = Argb.of(alpha, to8(first), to8(second), to8(third));
        }
    }

    private int sample(byte[] row, int index) {
        return switch (bits) {
            case 8 -> row[1 + index] & 0xff;
            case 16 -> ((row[1 + 2 * index] & 0xff) << 8) | (row[2 + 2 * index] & 0xff);
            default -> {
                int bit = index * bits;
                yield ((row[1 + (bit >> 3)] & 0xff) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
            }
        };
    }

    /** Scaled, never cut off: the largest sample is 255 whatever the bits. */
    private int to8(int sample) {
        return switch (bits) {
            case 8 -> sample;
            case 16 -> (sample * 255 + 32_767) / 65_535;
            default -> sample * 255 / ((1 << bits) - 1);
        };
    }
}
