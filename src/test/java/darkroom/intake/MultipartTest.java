package darkroom.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.model.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=XX";
    private static final String FILE =
            part("form-data; name=\"file\"; filename=\"cat.jpg\"", "\u00ff\u00d8\r\n--X bytes");

    @Test
    void isTheTypeWhateverItsCase() {
        assertThat(Multipart.is("multipart/form-data; boundary=x")).isTrue();
        assertThat(Multipart.is("MultiPart/Form-Data")).isTrue();
        assertThat(Multipart.is("image/jpeg")).isFalse();
        assertThat(Multipart.is(null)).isFalse();
    }

    @Test
    void givesTheBytesOfTheOneFileUnchanged() throws IOException {
        assertThat(file(TYPE, FILE + "--XX--\r\n")).isEqualTo("\u00ff\u00d8\r\n--X bytes");
    }

    @Test
    void aFileIsWhatIsNamedFileOrHasAFileName() throws IOException {
        assertThat(file(TYPE, part("form-data; name=\"file\"", "a") + "--XX--")).isEqualTo("a");
        assertThat(file(TYPE, part("form-data; name=\"picture\"; filename=\"x\"", "b") + "--XX--"))
                .isEqualTo("b");
        assertThat(file(TYPE, part("FORM-DATA; NAME=file", "c") + "--XX--")).isEqualTo("c");
    }

    @Test
    void passesOverOtherFieldsBeforeAndAfter() throws IOException {
        String text = part("form-data; name=\"note\"", "x".repeat(20_000));
        assertThat(file(TYPE, text + FILE + text + "--XX--")).endsWith("bytes");
    }

    @Test
    void passesOverAPreamble() throws IOException {
        assertThat(file(TYPE, "This is a multipart message.\r\n" + FILE + "--XX--"))
                .endsWith("bytes");
    }

    @Test
    void understandsAQuotedBoundaryAndOtherParameters() throws IOException {
        String type = "multipart/form-data; charset=utf-8; Boundary=\"a b;c\"";
        assertThat(file(type, FILE.replace("--XX", "--a b;c") + "--a b;c--")).endsWith("bytes");
    }

    @Test
    void anEmptyFileIsAFile() throws IOException {
        assertThat(file(TYPE, part("form-data; name=\"file\"; filename=\"\"", "") + "--XX--"))
                .isEmpty();
    }

    @Test
    void twoFilesAreTooMany() {
        refused(TYPE, FILE + FILE + "--XX--", "has several files");
    }

    @Test
    void noFileIsTooFew() {
        refused(TYPE, part("form-data; name=\"note\"", "hello") + "--XX--", "has no file");
        refused(TYPE, "--XX--\r\n", "has no file");
        refused(TYPE, "", "has no file");
        refused(TYPE, "nothing of the kind", "has no file");
        refused(TYPE, "--XX\r\nContent-Type: image/jpeg\r\n\r\nx\r\n--XX--", "has no file");
    }

    @Test
    void moreThanTwentyPartsAreTooMany() {
        String note = part("form-data; name=\"note\"", "hello");
        refused(TYPE, note.repeat(20) + FILE + "--XX--", "has over 20 parts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; charset=utf-8"
            })
    void withoutABoundaryItCannotBeRead(String type) {
        refused(type, FILE + "--XX--", "has no boundary");
    }

    @Test
    void understandsABoundaryLongerThanItsBuffer() throws IOException {
        String boundary = "b".repeat(8_000);
        String body = FILE.replace("--XX", "--" + boundary) + "--" + boundary + "--";
        assertThat(file("multipart/form-data; boundary=" + boundary, body)).endsWith("bytes");
    }

    /** Found so: it was answered 500. */
    @Test
    void refusesABoundaryThatTheParserCannotHold() {
        String type = "multipart/form-data; boundary=" + "b".repeat(9_000);
        refused(type, "", "has a boundary of 9000 characters");
    }

    @Test
    void aBodyThatEndsEarlyIsNoBodyWhereverItEnds() {
        String whole = FILE + "--XX--";
        for (int length = whole.indexOf('\n') + 1; length < whole.length() - 2; length++) {
            String half = whole.substring(0, length);
            assertThatThrownBy(() -> file(TYPE, half))
                    .as("the first %d of %d bytes", length, whole.length())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void headersOfAPartHaveABound() {
        String endless = "--XX\r\nContent-Disposition: form-data; name=\"file\"; x=\"" + "y".repeat(100_000);
        assertThatThrownBy(() -> file(TYPE, endless)).isInstanceOf(IOException.class);
    }

    private static void refused(String type, String body, String why) {
        assertThatThrownBy(() -> file(type, body))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.code()).isEqualTo("malformed-request");
                    assertThat(e.status()).isEqualTo(400);
                })
                .hasMessageContaining(why);
    }

    private static String file(String type, String body) throws IOException {
        InputStream in = new ByteArrayInputStream(body.getBytes(ISO_8859_1));
        return new String(Multipart.file(in, type, InputStream::readAllBytes), ISO_8859_1);
    }

    private static String part(String disposition, String content) {
        return "--XX\r\nContent-Disposition: " + disposition + "\r\nContent-Type: image/jpeg\r\n\r\n" + content
                + "\r\n";
    }
}
