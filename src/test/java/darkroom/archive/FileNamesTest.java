package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Receipt;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
    private final Receipt.Variant variant = of("jpeg");

    private static Receipt.Variant of(String format) {
        return new Receipt.Variant("web", format, 1, 1, 3L, "00", List.of(), "/v1/images/x/web");
    }

    @ParameterizedTest
    @CsvSource({
        "holiday, holiday.jpg",
        "holiday.JPG, holiday.JPG",
        "holiday.png, holiday.png.jpg",
        "holiday.jpeg, holiday.jpeg",
        "holidayjpeg, holidayjpeg.jpg",
        "../../etc/passwd, .._.._etc_passwd.jpg",
        "C:\\x\\y.jpg, C__x_y.jpg",
        "a b, a b.jpg",
    })
    void aNameIsOnlyAName(String wanted, String file) {
        assertThat(FileNames.attachment(wanted, null, variant)).isEqualTo("attachment; filename=\"" + file + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "scan.tiff, tiff, scan.tiff",
        "scan.TIF, tiff, scan.TIF",
        "scan, tiff, scan.tif",
        "a.jpeg, png, a.jpeg.png"
    })
    void bothEndingsOfAFormatAreItsOwn(String wanted, String format, String file) {
        assertThat(FileNames.attachment(wanted, null, of(format))).isEqualTo("attachment; filename=\"" + file + "\"");
    }

    /** curl -OJ saves under what filename says, to the letter. */
    @ParameterizedTest
    @CsvSource({
        "\u00fcber \u20ac(5%).jpg, _ber _(5%).jpg, %C3%BCber%20%E2%82%AC%285%25%29.jpg",
        "\u5199\u771f, __.jpg, %E5%86%99%E7%9C%9F.jpg",
        "\ud83d\uddbc.jpg, _.jpg, %F0%9F%96%BC.jpg",
    })
    void aNameThatIsNoAsciiIsSaidInBothWays(String wanted, String plain, String encoded) {
        assertThat(FileNames.attachment(wanted, null, variant))
                .isEqualTo("attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded);
    }

    @Test
    void nothingOfANameBecomesAHeader() {
        String header = FileNames.attachment("x\r\nSet-Cookie: a=b\"; filename=evil\u202egpj.exe", null, variant);
        assertThat(header).isEqualTo("attachment; filename=\"x__Set-Cookie_ a=b_; filename=evil_gpj.exe.jpg\"");
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        String header = FileNames.attachment("\ud83d\uddbc".repeat(150), null, variant);
        assertThat(header).contains("%F0%9F%96%BC.jpg").doesNotContain("%3F");
    }
}
