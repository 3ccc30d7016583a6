package imaging;

/** Puts something into a file that one of our engines has just written, in one copy of exactly its length. */
final class Splice {
    private Splice() {}

    /**
     * @param front what takes the place of the file's first bytes
     * @param from how many these are
     * @param back what comes behind it
     */
    static byte[] of(byte[] front, byte[] file, int from, byte[] back) {
        int rest = file.length - from;
        byte[] all = new byte[Math.addExact(Math.addExact(front.length, rest), back.length)];
        System.arraycopy(front, 0, all, 0, front.length);
        System.arraycopy(file, from, all, front.length, rest);
        System.arraycopy(back, 0, all, front.length + rest, back.length);
        return all;
    }
}
