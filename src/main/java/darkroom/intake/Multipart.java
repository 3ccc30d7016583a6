package darkroom.intake;

import darkroom.model.BadRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;

/**
 * The one file of a multipart/form-data body (RFC 7578), parsed as a stream: no temporary file is ever made, so none is
 * left. A part is a file when it is named {@code file} or carries a file name; other fields are passed over.
 */
final class Multipart {
    private static final int MOST_PARTS = 20;

    /** RFC 2046 allows 70; more than this does not fit into the parser's buffer. */
    private static final int LONGEST_BOUNDARY = 8_000;

    private Multipart() {}

    static boolean is(String type) {
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    /** How the bytes of a part are read. */
    interface Reader {
        byte[] read(InputStream part) throws IOException;
    }

    /**
     * @throws BadRequestException 400 where there is not exactly one file
     * @throws IOException where the body ends early
     */
    static byte[] file(InputStream body, String type, Reader reader) throws IOException {
        String boundary = parameters(type).get("boundary");
        if (boundary == null) {
            throw malformed("has no boundary in its Content-Type");
        }
        if (boundary.length() > LONGEST_BOUNDARY) {
            throw malformed("has a boundary of " + boundary.length() + " characters");
        }
        MultipartInput parts = MultipartInput.builder()
                .setInputStream(body)
                .setBoundary(boundary.getBytes(StandardCharsets.ISO_8859_1))
                .get();
        byte[] file = null;
        int count = 0;
        for (boolean more = parts.skipPreamble(); more; more = parts.readBoundary()) {
            if (++count > MOST_PARTS) {
                throw malformed("has over " + MOST_PARTS + " parts");
            }
            if (!isFile(parts.readHeaders())) {
                parts.discardBodyData();
            } else if (file != null) {
                throw malformed("has several files");
            } else {
                file = reader.read(parts.newInputStream());
            }
        }
        if (file == null) {
            throw malformed("has no file");
        }
        return file;
    }

    private static boolean isFile(String headers) {
        for (String line : headers.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                Map<String, String> disposition = parameters(line.substring("content-disposition:".length()));
                return "file".equals(disposition.get("name")) || disposition.containsKey("filename");
            }
        }
        return false;
    }

    private static Map<String, String> parameters(String header) {
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        return parser.parse(header, ';');
    }

    private static BadRequestException malformed(String what) {
        return BadRequestException.malformed("The multipart body " + what
                + ". Send exactly one file (a part with name=\"file\" or a filename), or the bytes as they are.");
    }
}
