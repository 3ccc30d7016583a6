package imaging;

/** One row of PNG samples and the one above it, with the five filters of the PNG specification undone. */
final class PngRow {
    private final int pixelBytes;
    private byte[] row;
    private byte[] above;

    PngRow(Header header, int width) {
        int bits = header.samples() * header.bits();
        this.pixelBytes = Math.max(1, bits / 8);
        int length = (int) (((long) width * bits + 7) / 8) + 1;
        this.row = new byte[length];
        this.above = new byte[length];
    }

    /** The array to fill with the next row: one byte of filter, then the samples. */
    byte[] next() {
        byte[] last = row;
        row = above;
        above = last;
        return row;
    }

    /** The samples of the last row begin at index 1. */
    byte[] samples() {
        return row;
    }

    void unfilter() throws RejectedImageException {
        int n = row.length;
        int first = 1 + pixelBytes;
        switch (row[0]) {
            case 0 -> {}
            case 1 -> {
                for (int i = first; i < n; i++) {
                    row[i] += row[i - pixelBytes];
                }
            }
            case 2 -> {
                for (int i = 1; i < n; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> average(n, first);
            case 4 -> paeth(n, first);
            default -> throw RejectedImageException.broken("The PNG has a row with the unknown filter " + row[0] + ".");
        }
    }

    private void average(int n, int first) {
        for (int i = 1; i < Math.min(first, n); i++) {
            row[i] += (byte) ((above[i] & 0xff) >> 1);
        }
        for (int i = first; i < n; i++) {
            row[i] += (byte) (((row[i - pixelBytes] & 0xff) + (above[i] & 0xff)) >> 1);
        }
    }

    private void paeth(int n, int first) {
        for (int i = 1; i < Math.min(first, n); i++) {
            row[i] += above[i];
        }
        for (int i = first; i < n; i++) {
            int a = row[i - pixelBytes] & 0xff;
            int b = above[i] & 0xff;
            int c = above[i - pixelBytes] & 0xff;
            int pa = Math.abs(b - c);
            int pb = Math.abs(a - c);
            int pc = Math.abs(a + b - c - c);
            row[i] += (byte) (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
        }
    }
}
