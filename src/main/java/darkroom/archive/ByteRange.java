package darkroom.archive;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One range of bytes, both ends included. Several ranges, or what is no range, count as none: the whole is sent. */
record ByteRange(long first, long last) {
    /** A range that begins behind the end: 416. */
    static final ByteRange UNSATISFIABLE = new ByteRange(-1, -1);

    private static final Pattern ONE = Pattern.compile("(?i:bytes)=([0-9]{0,40})-([0-9]{0,40})");

    /** @return null where the whole is to be sent (RFC 9110, section 14.2) */
    static ByteRange parse(String header, long length) {
        Matcher m = header == null ? null : ONE.matcher(header);
        if (m == null || !m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return null;
        }
        if (m.group(1).isEmpty()) {
            long suffix = Math.min(length, number(m.group(2)));
            return suffix == 0 ? UNSATISFIABLE : new ByteRange(length - suffix, length - 1);
        }
        long first = number(m.group(1));
        long last = m.group(2).isEmpty() ? Long.MAX_VALUE : number(m.group(2));
        if (first > last) {
            return null;
        }
        return first >= length ? UNSATISFIABLE : new ByteRange(first, Math.min(length - 1, last));
    }

    /** What no object is as long as counts as the most that there is. */
    private static long number(String digits) {
        return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }
}
