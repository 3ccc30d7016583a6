package imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AvifProbeTest {
    private final HeaderProbe probe = new HeaderProbe(Limits.defaults());

    private RejectedImageException refusal(byte[] bytes) {
        return catchThrowableOfType(RejectedImageException.class, () -> probe.probe(bytes));
    }

    /** Where four letters stand. */
    private static int at(byte[] bytes, String word) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
    }

    private static byte[] claiming(int width, int height) {
        byte[] avif = StoredPictures.avif();
        ByteBuffer.wrap(avif).putInt(at(avif, "ispe") + 8, width).putInt(at(avif, "ispe") + 12, height);
        return avif;
    }

    /** One more property of the picture, instead of what says its bits. */
    private static byte[] withProperty(String type, byte[] content) {
        byte[] avif = StoredPictures.avif();
        int property = at(avif, "pixi");
        System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, avif, property, 4);
        System.arraycopy(content, 0, avif, property + 4, content.length);
        // in the order of the associations: pixi, which comes last in the file, goes behind ispe
        int owners = at(avif, "ipma") + 4 + 4 + 4 + 2 + 1;
        assertThat(Arrays.copyOfRange(avif, owners, owners + 3)).containsExactly(-127, 2, 3);
        return avif;
    }

    @Test
    void readsSizeBitsAndTransparency() throws Exception {
        assertThat(probe.probe(StoredPictures.avif()))
                .isEqualTo(new Header(Format.AVIF, 24, 16, 1, 1, 1, false, 3, 8, false, 0));
        assertThat(probe.probe(StoredPictures.transparentAvif()))
                .isEqualTo(new Header(Format.AVIF, 24, 16, 1, 1, 1, false, 4, 8, true, 0));
    }

    @Test
    void takesTheTurnForAPartOfThePicture() throws Exception {
        Header turned = probe.probe(withProperty("irot", new byte[] {1}));
        assertThat(turned.width()).isEqualTo(16);
        assertThat(turned.height()).isEqualTo(24);
        assertThat(turned.orientation()).isEqualTo(1);
        assertThat(probe.probe(withProperty("irot", new byte[] {2})).width()).isEqualTo(24);
    }

    @Test
    void knowsAPictureByAnyOfItsBrands() throws Exception {
        byte[] avif = StoredPictures.avif();
        System.arraycopy("mif1".getBytes(StandardCharsets.US_ASCII), 0, avif, 8, 4);
        assertThat(probe.probe(avif).format()).isEqualTo(Format.AVIF);
        byte[] heic = StoredPictures.avif();
        for (int i = 8; i < 28; i += 4) {
            System.arraycopy("mif1".getBytes(StandardCharsets.US_ASCII), 0, heic, i, 4);
        }
        assertThat(refusal(heic).code()).isEqualTo("unsupported-format");
        assertThat(refusal(heic)).hasMessageContaining("heic");
    }

    @Test
    void refusesAFloodFromItsHeader() {
        assertThat(refusal(claiming(65_500, 65_500)).code()).isEqualTo("too-many-pixels");
        assertThat(refusal(claiming(0, 5)).code()).isEqualTo("broken-image");
    }

    @Test
    void refusesAPictureThatIsLargerThanItsContainerSays() throws Exception {
        byte[] avif = StoredPictures.avif();
        int sequence = at(avif, "mdat") + 4 + 2;
        assertThat(avif[sequence]).isEqualTo((byte) 0x0a);
        Size coded = Av1Sequence.largest(new Bytes(avif), sequence, avif.length);
        assertThat(coded).isEqualTo(new Size(24, 16));
        // the bits of the width and what follows them, all ones: many more pixels
        byte[] flood = avif.clone();
        flood[sequence + 3] = (byte) (flood[sequence + 3] | 0x07);
        Arrays.fill(flood, sequence + 4, sequence + 9, (byte) 0xff);
        assertThat(refusal(flood).code()).isEqualTo("broken-image");
        assertThat(refusal(flood)).hasMessageContaining("holds a picture of").hasMessageContaining("24x16");
    }

    @Test
    void isNotKeptBusyByListsThatReferToLists() {
        byte[] avif = StoredPictures.avif();
        int owners = at(avif, "ipma");
        // a million entries of the picture, each with 255 properties, instead of one
        byte[] busy = Arrays.copyOf(avif, owners + 12 + 600_000);
        ByteBuffer out = ByteBuffer.wrap(busy).putInt(owners + 8, 1_000_000);
        for (int at = owners + 12; at + 258 < busy.length; at += 258) {
            out.putShort(at, (short) 1).put(at + 2, (byte) 0xff);
            Arrays.fill(busy, at + 3, at + 258, (byte) 2);
        }
        for (String box : new String[] {"meta", "iprp", "ipma"}) {
            out.putInt(at(avif, box) - 4, 0);
        }
        assertThat(refusal(busy)).hasMessageContaining("boxes");
    }
}
