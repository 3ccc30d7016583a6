package darkroom.e2e;

import imaging.step.ImageStep;
import imaging.step.Step;
import imaging.step.StepPackage;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A company's code that is wrong in each way that ends no process. */
public final class HostileSteps implements StepPackage {
    static final List<String> NAMES = List.of("throwing", "hanging", "nothing");

    @Override
    public List<Step> steps() {
        return List.of(
                ImageStep.of("hostile-throwing", HostileSteps::throwing),
                ImageStep.of("hostile-hanging", HostileSteps::hanging),
                ImageStep.of("hostile-nothing", picture -> null));
    }

    private static BufferedImage throwing(BufferedImage picture) {
        throw new IllegalStateException("secret of a picture of " + picture.getWidth());
    }

    /** For ever, whatever interrupts it. */
    private static BufferedImage hanging(BufferedImage picture) {
        while (picture.getWidth() > 0) {
            LockSupport.park();
            if (!Thread.interrupted()) {
                Thread.onSpinWait();
            }
        }
        return picture;
    }
}
