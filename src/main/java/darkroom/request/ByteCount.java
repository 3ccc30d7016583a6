package darkroom.request;

/** Numbers of bytes, as people and programs read them. */
public final class ByteCount {
    private static final long MIB = 1 << 20;

    private ByteCount() {}

    /** {@code 25 MiB (26214400 bytes)}; what is no whole number of them is told in bytes alone. */
    public static String text(long bytes) {
        return bytes >= MIB && bytes % MIB == 0 ? bytes / MIB + " MiB (" + bytes + " bytes)" : bytes + " bytes";
    }
}
