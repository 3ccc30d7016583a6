package imaging.step;

import imaging.CompanySteps;
import imaging.Limits;
import imaging.step.kit.StepTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Code that a company may have already: a file in, a file out. */
class BytesFunctionTest extends StepTest {
    BytesFunctionTest() {
        super("test-negative");
    }

    @Override
    protected CompanySteps steps() {
        return CompanySteps.of(
                Limits.defaults(), () -> List.of(BytesStep.of("test-negative", BytesFunctionTest::negative)));
    }

    private static byte[] negative(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int colours = image.getRaster().getNumBands() - (image.getColorModel().hasAlpha() ? 1 : 0);
        int[] row = new int[image.getWidth()];
        for (int band = 0; band < colours; band++) {
            for (int y = 0; y < image.getHeight(); y++) {
                image.getRaster().getSamples(0, y, row.length, 1, band, row);
                for (int x = 0; x < row.length; x++) {
                    row[x] = 255 - row[x];
                }
                image.getRaster().setSamples(0, y, row.length, 1, band, row);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
