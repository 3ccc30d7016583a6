package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Receipt;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
    private final Receipt.Variant variant =
            new Receipt.Variant("web", "jpeg", 1, 1, 3L, "00", List.of(), "/v1/images/x/web");

    @ParameterizedTest
    @CsvSource({
        "holiday, holiday.jpg",
        "holiday.JPG, holiday.JPG",
        "holiday.png, holiday.png.jpg",
        "../../etc/passwd, .._.._etc_passwd.jpg",
        "C:\\x\\y.jpg, C__x_y.jpg",
        "a b, a b.jpg",
    })
    void aNameIsOnlyAName(String wanted, String file) {
        assertThat(FileNames.attachment(wanted, null, variant)).isEqualTo("attachment; filename=\"" + file + "\"");
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
