package imaging.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages a file in the ways that files get damaged, and in those that attackers like: flipped bits, extreme bytes and
 * lengths, pieces that are missing, doubled, swapped or another file's. The same number gives the same mutant, whatever
 * came before it. Immutable, thread-safe.
 */
final class Mutations {
    private static final int[] EXTREMES = {0, 1, 0x7f, 0x80, 0xfe, 0xff};
    private static final int[] LENGTHS = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 0x10000, 0x00ffffff};
    /** Where the fields are that a decoder believes. */
    private static final int HEAD_BYTES = 512;

    private final List<byte[]> seeds;
    private final long seed;

    /** @param seeds whole files, none of them empty */
    Mutations(List<byte[]> seeds, long seed) {
        this.seeds = List.copyOf(seeds);
        this.seed = seed;
    }

    byte[] mutant(int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        byte[] bytes = any(random).clone();
        int changes = 1 << random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 8; i++) {
            bytes = change(bytes, random);
        }
        if (PngChecksums.isPng(bytes) && random.nextInt(4) > 0) {
            PngChecksums.mend(bytes);
        }
        return bytes;
    }

    private byte[] any(SplittableRandom random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] change(byte[] bytes, SplittableRandom random) {
        int at = place(bytes, random);
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
            case 2 -> length(bytes, at, random);
            case 3 -> {
                return Arrays.copyOf(bytes, 4 + random.nextInt(bytes.length - 4));
            }
            case 4 -> {
                return without(bytes, at, 1 + random.nextInt(64));
            }
            case 5 -> {
                return with(bytes, at, bytes, place(bytes, random), 1 + random.nextInt(256));
            }
            case 6 -> {
                byte[] other = any(random);
                return with(bytes, at, other, place(other, random), 1 + random.nextInt(1024));
            }
            default -> {
                for (int i = at; i < Math.min(bytes.length, at + 16); i++) {
                    bytes[i] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }

    /** Half of the time among the first bytes. */
    private static int place(byte[] bytes, SplittableRandom random) {
        return random.nextInt(random.nextBoolean() ? Math.min(bytes.length, HEAD_BYTES) : bytes.length);
    }

    private static void length(byte[] bytes, int at, SplittableRandom random) {
        int value = LENGTHS[random.nextInt(LENGTHS.length)];
        boolean little = random.nextBoolean();
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> (8 * (little ? i : 3 - i)));
        }
    }

    private static byte[] without(byte[] bytes, int at, int count) {
        int end = Math.min(bytes.length, at + count);
        byte[] shorter = new byte[bytes.length - (end - at)];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, end, shorter, at, bytes.length - end);
        return shorter;
    }

    private static byte[] with(byte[] bytes, int at, byte[] other, int from, int count) {
        int length = Math.min(count, other.length - from);
        byte[] longer = new byte[bytes.length + length];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(other, from, longer, at, length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
    }
}
