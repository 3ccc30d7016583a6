package imaging.step.kit;

import imaging.Picture;

/**
 * How far two pictures of one size are apart, in levels of 0 to 255 over all samples; colours count as much as they are
 * opaque.
 */
record Likeness(double mean, int most) {
    static Likeness of(Picture a, Picture b) {
        if (!a.size().equals(b.size())) {
            throw new IllegalArgumentException("sizes differ: " + a.size() + ", " + b.size());
        }
        int[] first = Picture.ints(a.pixels());
        int[] second = Picture.ints(b.pixels());
        long sum = 0;
        int most = 0;
        for (int i = 0; i < first.length; i++) {
            for (int shift = 0; shift <= 24; shift += 8) {
                int apart = Math.abs(sample(a, first[i], shift) - sample(b, second[i], shift));
                sum += apart;
                most = Math.max(most, apart);
            }
        }
        return new Likeness(sum / 4.0 / first.length, most);
    }

    private static int sample(Picture picture, int pixel, int shift) {
        int opacity = picture.alpha() ? pixel >>> 24 : 255;
        return shift == 24 ? opacity : ((pixel >> shift) & 0xff) * opacity / 255;
    }
}
