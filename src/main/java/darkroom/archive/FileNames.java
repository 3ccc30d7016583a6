package darkroom.archive;

import darkroom.model.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a download is called (RFC 6266): a name that somebody sent is text for a header, and never a path. */
final class FileNames {
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\p{Cf}/\\\\:*?\"<>|]");
    private static final Pattern NOT_ASCII =
            Pattern.compile("[^\\x20-\\x7e]"); // by character, of which a surrogate pair is one
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int MOST = 200;

    private FileNames() {}

    /**
     * The header Content-Disposition: with the name in UTF-8 where it is more than ASCII, and for readers who do not know that
     * with a {@code _} for each character that is none.
     *
     * @param wanted the name; empty = one of the image's own
     */
    static String attachment(String wanted, Receipt receipt, Receipt.Variant variant) {
        String name = UNSAFE.matcher(wanted.strip()).replaceAll("_");
        if (name.isBlank() || name.chars().allMatch(c -> c == '.' || c == '_')) {
            name = receipt.id() + "-" + variant.name();
        }
        if (name.length() > MOST) {
            name = name.substring(0, Character.isHighSurrogate(name.charAt(MOST - 1)) ? MOST - 1 : MOST);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        boolean whole = endings(variant.format()).anyMatch(lower::endsWith);
        String file = whole ? name : name + '.' + Downloads.extension(variant.format());
        String plain = NOT_ASCII.matcher(file).replaceAll("_");
        String header = "attachment; filename=\"" + plain + '"';
        return plain.equals(file) ? header : header + "; filename*=UTF-8''" + encoded(file);
    }

    /** With which a file of a format is one of it; the first is ours. */
    private static Stream<String> endings(String format) {
        return Stream.of("." + Downloads.extension(format), "." + format);
    }

    /** RFC 8187, 3.2.1. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
