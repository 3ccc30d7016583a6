package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarriedProfileTest {
    private static final byte[] LINEAR =
            ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    private static final byte[] GRAY =
            ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();

    private final CarriedProfile carried = new CarriedProfile(8 << 20);

    private static byte[] found(byte[] file) throws Exception {
        return EmbeddedProfile.find(file, new HeaderProbe(Limits.defaults()).probe(file));
    }

    /** Around the length of one piece of a JPEG, and of many. */
    @ParameterizedTest
    @ValueSource(ints = {1, 200, 65_518, 65_519, 65_520, 131_038, 131_039, 3_000_000})
    void isTakenOutAsItWasPutIn(int length) throws Exception {
        byte[] profile = new byte[length];
        new Random(length).nextBytes(profile);
        assertThat(found(carried.in(Pictures.png(9, 7, true), Format.PNG, profile)))
                .isEqualTo(profile);
        assertThat(found(carried.in(Pictures.jpeg(90, 70), Format.JPEG, profile)))
                .isEqualTo(profile);
    }

    @Test
    void leavesTheSegmentOfJfifInFront() {
        byte[] jpeg = Pictures.jpeg(9, 7);
        byte[] file = carried.in(jpeg, Format.JPEG, LINEAR);
        assertThat(Arrays.copyOf(file, 20)).isEqualTo(Arrays.copyOf(jpeg, 20));
        assertThat(file[20] & 0xff).isEqualTo(0xff);
        assertThat(file[21] & 0xff).isEqualTo(JpegCursor.APP2);
    }

    @Test
    void countsAsBytesOfTheVariant() {
        byte[] png = Pictures.png(9, 7, true);
        assertThatThrownBy(() -> new CarriedProfile(png.length + 20).in(png, Format.PNG, LINEAR))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than " + (png.length + 20) + " bytes");
    }

    @Test
    void isNotForOtherFormats() {
        assertThatThrownBy(() -> carried.in(Pictures.gif(9, 7), Format.GIF, LINEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not GIF");
    }

    @Test
    void fitsTheChannelsThatItSays() {
        assertThat(EmbeddedProfile.fits(LINEAR, false)).isTrue();
        assertThat(EmbeddedProfile.fits(LINEAR, true)).isFalse();
        assertThat(EmbeddedProfile.fits(GRAY, true)).isTrue();
        assertThat(EmbeddedProfile.fits(GRAY, false)).isFalse();
        assertThat(EmbeddedProfile.fits(new byte[500], false)).isFalse();
        assertThat(EmbeddedProfile.fits(Arrays.copyOf(LINEAR, 128), false)).isFalse();
    }
}
