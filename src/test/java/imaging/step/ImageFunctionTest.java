package imaging.step;

import imaging.CompanySteps;
import imaging.Limits;
import imaging.step.kit.StepTest;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Code that a company may have already: it draws on an image of another type than ours, which is a part of a larger one. */
class ImageFunctionTest extends StepTest {
    ImageFunctionTest() {
        super("test-mirror");
    }

    @Override
    protected CompanySteps steps() {
        return CompanySteps.of(
                Limits.defaults(), () -> List.of(ImageStep.of("test-mirror", ImageFunctionTest::mirror)));
    }

    private static BufferedImage mirror(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        BufferedImage larger = new BufferedImage(width + 2, height + 2, BufferedImage.TYPE_4BYTE_ABGR);
        Graphics2D g = larger.createGraphics();
        g.drawImage(picture, width + 1, 1, -width, height, null);
        g.dispose();
        return larger.getSubimage(1, 1, width, height);
    }

    @Override
    protected boolean keepsItsInput() {
        return true;
    }
}
