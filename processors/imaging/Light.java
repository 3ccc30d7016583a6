package imaging;

/** The sRGB transfer curve (IEC 61966-2-1): between the numbers of a channel and the light that they stand for. */
final class Light {
    /** What white is in {@link #LINEAR}. */
    static final int WHITE = (1 << 14) - 1;

    /** Light of each channel value, 0 to {@link #WHITE}. */
    static final int[] LINEAR = new int[256];

    /** The channel value of each light, 0 to 255; inverse of {@link #LINEAR} for all 256 of them. */
    static final byte[] CHANNEL = new byte[WHITE + 1];

    static {
        for (int i = 0; i < LINEAR.length; i++) {
            LINEAR[i] = (int) Math.round(of(i) * WHITE);
        }
        for (int i = 0; i < CHANNEL.length; i++) {
            CHANNEL[i] = (byte) channel(i / (double) WHITE);
        }
    }

    private Light() {}

    /** 0 to 1, of a channel value. */
    static double of(int channel) {
        double v = channel / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    /** The channel value, 0 to 255, of light; what is out of 0 to 1 is cut off. */
    static int channel(double light) {
        double v = Math.max(0, Math.min(1, light));
        double encoded = v <= 0.0031308 ? v * 12.92 : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
        return (int) Math.round(encoded * 255);
    }
}
