package darkroom.archive;

import darkroom.model.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.http.ContentDisposition;

/** What a download is called (RFC 6266): a name that somebody sent is text for a header, and never a path. */
final class FileNames {
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\p{Cf}/\\\\:*?\"<>|]");
    private static final int MOST = 200;

    private FileNames() {}

    /**
     * The header Content-Disposition.
     *
     * @param wanted the name; empty = one of the image's own
     */
    static String attachment(String wanted, Receipt receipt, Receipt.Variant variant) {
        String extension = "." + Downloads.extension(variant.format());
        String name = UNSAFE.matcher(wanted.strip()).replaceAll("_");
        if (name.isBlank() || name.chars().allMatch(c -> c == '.' || c == '_')) {
            name = receipt.id() + "-" + variant.name();
        }
        if (name.length() > MOST) {
            name = name.substring(0, Character.isHighSurrogate(name.charAt(MOST - 1)) ? MOST - 1 : MOST);
        }
        String file = name.toLowerCase(java.util.Locale.ROOT).endsWith(extension) ? name : name + extension;
        ContentDisposition.Builder header = ContentDisposition.attachment();
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(file);
        return (ascii ? header.filename(file) : header.filename(file, StandardCharsets.UTF_8))
                .build()
                .toString();
    }
}
