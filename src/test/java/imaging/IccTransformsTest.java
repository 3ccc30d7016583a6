package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IccTransformsTest {
    private static final byte[] LINEAR =
            ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    private static final byte[] GRAY =
            ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    private final IccTransforms transforms = new IccTransforms();

    @Test
    void convertsNothingWhereNothingChanges() {
        assertThat(transforms.take(null, 3)).isEmpty();
        assertThat(transforms.take(SRGB, 3)).isEmpty();
        assertThat(transforms.take(SRGB, 3)).as("known by now").isEmpty();
        assertThat(transforms.take(LINEAR, 1)).as("three channels for one").isEmpty();
        assertThat(transforms.take(new byte[600], 3)).as("broken").isEmpty();
    }

    @Test
    void convertsWhatIsNotSrgb() {
        IccTransform linear = transforms.take(LINEAR, 3).orElseThrow();
        int[] rgb = new int[2];
        linear.apply(new byte[] {0x40, 0x40, 0x40, -1, -1, -1}, rgb, 2);
        assertThat(rgb[0] & 0xff).isBetween(136, 138);
        assertThat(rgb[1]).isEqualTo(0xffffff);
        assertThat(transforms.take(GRAY, 1)).isPresent();
    }

    @Test
    void lendsATransformToOneAtATimeAndKeepsItForTheNext() {
        IccTransform first = transforms.take(LINEAR, 3).orElseThrow();
        IccTransform second = transforms.take(LINEAR, 3).orElseThrow();
        assertThat(second).isNotSameAs(first);
        transforms.giveBack(LINEAR, 3, first);
        assertThat(transforms.take(LINEAR, 3)).containsSame(first);
    }

    @Test
    void forgetsTheProfilesSeenLongAgo() {
        IccTransform first = transforms.take(LINEAR, 3).orElseThrow();
        transforms.giveBack(LINEAR, 3, first);
        for (int i = 0; i < 40; i++) {
            transforms.take(new byte[] {(byte) i}, 3);
        }
        assertThat(transforms.take(LINEAR, 3).orElseThrow()).isNotSameAs(first);
    }

    @Test
    void servesManyThreadsAtOnce() {
        List<byte[]> profiles = List.of(LINEAR, SRGB, GRAY);
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 2_000)
                .parallel()
                .forEach(i -> transforms.take(profiles.get(i % 3), 3).ifPresent(t -> {
                    int[] rgb = new int[1];
                    t.apply(new byte[] {0x40, 0x40, 0x40}, rgb, 1);
                    seen.add(rgb[0]);
                    transforms.giveBack(profiles.get(i % 3), 3, t);
                }));
        assertThat(seen).hasSize(1);
    }
}
