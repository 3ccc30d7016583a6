package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiltTest {
    private static final int BLACK = 0xff000000;

    @ParameterizedTest
    @CsvSource({
        "900, 600, 30, 1080, 970",
        "900, 600, -30, 1080, 970",
        "900, 600, 150, 1080, 970",
        "100, 100, 45, 142, 142",
        "100, 50, 90, 50, 100",
        "100, 50, 180, 100, 50",
        "100, 50, 360, 100, 50",
        "100, 50, 0.0001, 101, 51",
        "1, 1, 45, 2, 2",
    })
    void isAsLargeAsItMustBeToHoldAllOfThePicture(int width, int height, double angle, int toWidth, int toHeight) {
        assertThat(new Tilt(angle, 0).size(new Size(width, height))).isEqualTo(new Size(toWidth, toHeight));
    }

    @Test
    void zeroChangesNothing() {
        Picture picture = Pixels.plain(3, 2, 0x102030);
        assertThat(new Tilt(0, BLACK).apply(picture)).isSameAs(picture);
    }

    /** The lossless turns know nothing of angles, so they tell which way is clockwise and where the middle is. */
    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void turnsAsTheLosslessTurnsDo(int angle) {
        for (Size size : new Size[] {new Size(31, 20), new Size(8, 8), new Size(1, 5)}) {
            Picture opaque = Pixels.of(Pictures.scene(size.width(), size.height()));
            assertThat(Pixels.of(new Tilt(angle, BLACK).apply(opaque)))
                    .isEqualTo(Pixels.of(new Rotate(angle).apply(opaque)));
            Picture veiled = Pixels.veiled(2, 0x80102030, 0x40ffeedd, 0xff445566, 0x01020304);
            assertThat(Pixels.of(new Tilt(angle, BLACK).apply(veiled)))
                    .isEqualTo(Pixels.of(new Rotate(angle).apply(veiled)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {3.5, -17, 45, 100, 200, 333})
    void fillsTheCornersAndNothingElse(double angle) {
        int background = 0xff102030;
        Picture turned = new Tilt(angle, background).apply(Pixels.plain(120, 80, 0xf0e0d0));
        long kept = Arrays.stream(Pixels.of(turned)).filter(v -> v == 0xf0e0d0).count();
        // all but the edges, which blend
        assertThat((double) kept).isCloseTo(120 * 80, within(2.0 * (120 + 80)));
        int[] pixels = Pixels.of(turned);
        assertThat(pixels[0]).isEqualTo(0x102030);
        assertThat(pixels[pixels.length - 1]).isEqualTo(0x102030);
    }

    @Test
    void turnsBackToWhatItWas() {
        Picture scene = Pixels.of(Pictures.scene(200, 140));
        Picture there = new Tilt(10, BLACK).apply(scene);
        Picture back = new Tilt(-10, BLACK).apply(there);
        Size whole = back.size();
        int[] before = Pixels.of(scene);
        int[] after = Pixels.of(Gravity.CENTRE.in(whole, scene.size()).cut(back));
        double off = 0;
        int inner = 0;
        for (int y = 20; y < 120; y++) {
            for (int x = 20; x < 180; x++, inner++) {
                off += Math.abs(Argb.green(before[y * 200 + x]) - Argb.green(after[y * 200 + x]));
            }
        }
        // two interpolations and up to half a pixel; a turn the wrong way or about another middle gives 20 and more
        assertThat(off / inner).isLessThan(12);
    }

    @Test
    void whatIsInvisibleGivesNothingOfItsColour() {
        int[] red = new int[40 * 40];
        Arrays.fill(red, 0xffff0000);
        Picture turned = new Tilt(20, 0x0000ff00).apply(Pixels.veiled(40, red));
        assertThat(turned.alpha()).isTrue();
        assertThat(Arrays.stream(Pixels.of(turned))
                        .filter(v -> Argb.alpha(v) > 0)
                        .map(v -> v & 0xffffff))
                .containsOnly(0xff0000);
        assertThat(Arrays.stream(Pixels.of(turned)).map(Argb::alpha).filter(a -> a > 0 && a < 255))
                .isNotEmpty();
    }

    @Test
    void isGrayWhereThePictureAndTheBackgroundAre() {
        Picture gray = Pixels.gray(Pixels.plain(20, 10, 0x505050));
        assertThat(new Tilt(5, 0xff909090).apply(gray).gray()).isTrue();
        assertThat(new Tilt(5, 0xff909091).apply(gray).gray()).isFalse();
        assertThat(new Tilt(5, 0).apply(gray).gray()).isTrue();
        assertThat(new Tilt(5, 0).apply(gray).alpha()).isTrue();
        assertThat(new Tilt(5, 0).mayVeil()).isTrue();
        assertThat(new Tilt(5, BLACK).mayVeil()).isFalse();
    }

    @Test
    void leavesWhatThePictureSaysOfItself() {
        byte[] profile = {1};
        Picture picture = new Picture(Picture.canvas(20, 10, false), false, false, 5, profile);
        Picture turned = new Tilt(30, BLACK).apply(picture);
        assertThat(turned.orientation()).isEqualTo(5);
        assertThat(turned.profile()).isSameAs(profile);
    }
}
