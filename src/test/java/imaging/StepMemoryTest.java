package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory is reserved by what steps say of themselves, so they must not say too little; nor of what they make. */
class StepMemoryTest {
    /** What a call costs anyway. */
    private static final long SMALL = 64 << 10;

    static List<Step> steps() {
        Picture mark = Pixels.of(Pictures.transparentScene(300, 200));
        return List.of(
                new Crop(new Size(640, 300), Gravity.EAST),
                new Crop(new Size(640, 300), new Attention()),
                new Crop(new Size(640, 300), new Entropy()),
                new Crop(new Size(5_000, 300), new Corner(40, 50)),
                new Rotate(90),
                new Rotate(180),
                new Tilt(0, 0xffffffff),
                new Tilt(3.5, 0xffffffff),
                new Tilt(-45, 0),
                new Tilt(200, 0xff102030),
                new Flip(true),
                new Pad(new Size(2_000, 1_000), 0, Gravity.CENTRE),
                new Blur(0.5),
                new Blur(20),
                new Sharpen(1, 0.5),
                new Sharpen(20, 0.5),
                new Grayscale(),
                new Adjust(1.1, 1.2, 1.3),
                new Watermark(mark, Gravity.SOUTH_EAST, 0.5, 0.2, 16),
                new Flatten(0x102030));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void takesWhatItSaysAndMakesTheSizeThatItSays(Step step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (boolean alpha : new boolean[] {false, true}) {
            Picture picture = Pixels.of(alpha ? Pictures.transparentScene(1_280, 900) : Pictures.scene(1_280, 900));
            step.apply(picture);
            long before = threads.getCurrentThreadAllocatedBytes();
            Picture result = step.apply(picture);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(step.name())
                    .isLessThan(step.memoryNeeded(picture.size()) + SMALL);
            assertThat(result.size()).as(step.name()).isEqualTo(step.size(picture.size()));
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void worksOnPicturesOfAnySize(Step step) {
        for (Size size : List.of(new Size(1, 1), new Size(1, 300), new Size(300, 1), new Size(7, 5))) {
            for (double factor : new double[] {1, 0.01, 0.4}) {
                Step scaled = step.scaled(factor);
                Picture result = scaled.apply(Pixels.of(Pictures.transparentScene(size.width(), size.height())));
                assertThat(result.size()).as(step.name()).isEqualTo(scaled.size(size));
            }
        }
    }
}
