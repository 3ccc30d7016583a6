package imaging.step.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.CompanySteps;
import imaging.Limits;
import imaging.Picture;
import imaging.StepException;
import imaging.step.ImageFunction;
import imaging.step.ImageStep;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit finds what it is there to find: steps that are wrong in one way each. */
class StepTestTest {
    @TempDir
    Path folder;

    /** The kit itself, around any step. */
    private static final class Kit extends StepTest {
        private final ImageStep step;

        Kit(ImageStep step) {
            super("acme-odd");
            this.step = step;
        }

        @Override
        protected CompanySteps steps() {
            return CompanySteps.of(Limits.defaults(), () -> List.of(step));
        }

        @Override
        protected boolean keepsItsInput() {
            return true;
        }

        @Override
        protected long cpuMillisPerMegapixel() {
            return 0;
        }
    }

    private Kit kit(ImageStep step) throws Exception {
        Kit kit = new Kit(step);
        kit.readARecipe(folder);
        return kit;
    }

    private Kit kit(ImageFunction function) throws Exception {
        return kit(ImageStep.of("acme-odd", function));
    }

    @Test
    void aSizeThatWasNotAnnounced() throws Exception {
        Kit kit = kit(picture -> new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB));
        assertThatThrownBy(() -> kit.makesTheSizeThatItAnnounces(PictureKind.ODD))
                .isInstanceOf(StepException.class);
    }

    @Test
    void onePictureThatDependsOnTheOneBefore() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Kit kit = kit(picture -> {
            picture.setRGB(0, 0, count.incrementAndGet());
            return picture;
        });
        assertThatThrownBy(() -> kit.makesTheSameEachTime(PictureKind.ODD)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(kit::makesTheSameOnManyThreadsAtOnce).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> kit.keepsItsInputIfItSaysSo(PictureKind.ODD)).isInstanceOf(AssertionError.class);
    }

    @Test
    void onePictureForAll() throws Exception {
        BufferedImage shared = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
        assertThatThrownBy(() -> kit(picture -> shared).answersEachPictureWithPixelsOfItsOwn())
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void moreMemoryThanItSays() throws Exception {
        Kit kit = kit(picture -> {
            int[] spare = new int[4 * picture.getWidth() * picture.getHeight()];
            spare[0] = picture.getRGB(0, 0);
            picture.setRGB(0, 0, spare[0]);
            return picture;
        });
        assertThatThrownBy(kit::takesNoMoreMemoryThanItSays)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("memoryNeeded()");
    }

    @Test
    void smallThingsThatComeAndGoAreNoMemoryThatItNeeds() throws Exception {
        Kit kit = kit(picture -> {
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    picture.setRGB(x, y, ~picture.getRGB(x, y));
                }
            }
            return picture;
        });
        assertThatCode(kit::takesNoMoreMemoryThanItSays).doesNotThrowAnyException();
    }

    @Test
    void moreCpuThanItMay() throws Exception {
        Kit kit = kit(picture -> {
            for (int x = 0; x < 3_000_000; x++) {
                picture.setRGB(x % 2_000, x % 1_500, x);
            }
            return picture;
        });
        assertThatThrownBy(kit::takesNoMoreCpuThanItMay).isInstanceOf(AssertionError.class);
    }

    /** A bar of so many pixels, which are never scaled. */
    private record Bar(int height) implements ImageStep {
        @Override
        public String name() {
            return "acme-odd";
        }

        @Override
        public Dimension size(Dimension before) {
            return new Dimension(before.width, before.height + height);
        }

        @Override
        public BufferedImage apply(BufferedImage picture) {
            int height = picture.getHeight() + this.height;
            return new BufferedImage(picture.getWidth(), height, BufferedImage.TYPE_INT_RGB);
        }
    }

    @Test
    void lengthsThatAreNotScaled() throws Exception {
        assertThatThrownBy(() -> kit(new Bar(40)).doesTheSameToASmallPictureAsToALargeOne())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("pixels off down");
    }

    @Test
    void aGoldenFileIsMadeOnlyWhenAskedForAndThenHolds() throws Exception {
        Path kept = folder.resolve("kept");
        Path made = folder.resolve("made");
        Picture picture = PictureKind.TRANSPARENT.picture();
        Golden check = new Golden(kept, made, "acme.OddTest", false);
        assertThatThrownBy(() -> check.check("one", picture, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is not there yet")
                .hasMessageContaining("./darkroom test -k OddTest --update");
        assertThat(made.resolve("acme.OddTest/one.png")).exists();
        assertThat(kept).doesNotExist();

        new Golden(kept, made, "acme.OddTest", true).check("one", picture, 2);

        assertThatCode(() -> check.check("one", picture, 0)).doesNotThrowAnyException();
        Picture other = PictureKind.TRANSPARENT.picture();
        int[] pixels = Picture.ints(other.pixels());
        pixels[95] += 3;
        assertThatCode(() -> check.check("one", other, 3)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check.check("one", other, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("differs by up to 3 levels; it may by 2");
        assertThatThrownBy(() -> check.check("one", PictureKind.PORTRAIT.picture(), 255))
                .hasMessageContaining("is 96x72, and 72x96 was made");
    }

    @Test
    void anUpdateLeavesAGoldenFileThatStillHolds() throws Exception {
        Golden update = new Golden(folder.resolve("kept"), folder.resolve("made"), "acme.OddTest", true);
        Picture picture = PictureKind.LANDSCAPE.picture();
        update.check("one", picture, 2);
        byte[] before = Files.readAllBytes(folder.resolve("kept/acme.OddTest/one.png"));
        Picture.ints(picture.pixels())[0] ^= 1;
        update.check("one", picture, 2);
        assertThat(Files.readAllBytes(folder.resolve("kept/acme.OddTest/one.png")))
                .isEqualTo(before);
    }
}
