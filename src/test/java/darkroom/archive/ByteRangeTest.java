package darkroom.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, sections 14.1.2 and 14.2. */
class ByteRangeTest {
    @Test
    void theExamplesOfTheRfc() {
        assertThat(ByteRange.parse("bytes=0-499", 10_000)).isEqualTo(new ByteRange(0, 499));
        assertThat(ByteRange.parse("bytes=500-999", 10_000)).isEqualTo(new ByteRange(500, 999));
        assertThat(ByteRange.parse("bytes=-500", 10_000)).isEqualTo(new ByteRange(9_500, 9_999));
        assertThat(ByteRange.parse("bytes=9500-", 10_000)).isEqualTo(new ByteRange(9_500, 9_999));
        assertThat(ByteRange.parse("bytes=0-0", 10_000)).isEqualTo(new ByteRange(0, 0));
        assertThat(ByteRange.parse("bytes=-1", 10_000)).isEqualTo(new ByteRange(9_999, 9_999));
    }

    @Test
    void theUnitCountsWithoutCase() {
        assertThat(ByteRange.parse("Bytes=0-1", 10)).isEqualTo(new ByteRange(0, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=1",
                "bytes=--1",
                "bytes=1-2-3",
                "bytes=0-1,5-6",
                "bytes=0-1,",
                "bytes=1 0-20",
                "bytes=+1-2",
                "items=0-1",
                "0-1",
                "bytes=٣-٤"
            })
    void whatIsNoSingleRangeIsIgnored(String header) {
        assertThat(ByteRange.parse(header, 100)).isNull();
    }

    @Test
    void noHeaderIsNoRange() {
        assertThat(ByteRange.parse(null, 100)).isNull();
    }

    @Test
    void hugeNumbersDoNotOverflow() {
        assertThat(ByteRange.parse("bytes=0-999999999999999999", 5)).isEqualTo(new ByteRange(0, 4));
        assertThat(ByteRange.parse("bytes=0-99999999999999999999999", 5)).isEqualTo(new ByteRange(0, 4));
        assertThat(ByteRange.parse("bytes=99999999999999999999-", 5)).isEqualTo(ByteRange.UNSATISFIABLE);
        assertThat(ByteRange.parse("bytes=-999999999999999999", 5)).isEqualTo(new ByteRange(0, 4));
        assertThat(ByteRange.parse("bytes=999999999999999999-", 5)).isEqualTo(ByteRange.UNSATISFIABLE);
    }

    @Test
    void agreesWithANaiveModelOnEveryRangeOfEverySmallLength() {
        for (int length = 0; length <= 8; length++) {
            for (int first = 0; first <= 10; first++) {
                check("bytes=" + first + "-", length, at(length, first, Integer.MAX_VALUE));
                check("bytes=-" + first, length, at(length, Math.max(0, length - first), Integer.MAX_VALUE));
                for (int last = 0; last <= 10; last++) {
                    String header = "bytes=" + first + "-" + last;
                    if (last < first) {
                        assertThat(ByteRange.parse(header, length)).as(header).isNull();
                    } else {
                        check(header, length, at(length, first, last));
                    }
                }
            }
        }
    }

    /** The places of a body that are between both, one by one. */
    private static long[] at(int length, int first, int last) {
        return LongStream.range(0, length).filter(i -> i >= first && i <= last).toArray();
    }

    private static void check(String header, int length, long[] expected) {
        ByteRange range = ByteRange.parse(header, length);
        if (expected.length == 0) {
            assertThat(range).as("%s of %d", header, length).isEqualTo(ByteRange.UNSATISFIABLE);
        } else {
            assertThat(range)
                    .as("%s of %d", header, length)
                    .isEqualTo(new ByteRange(expected[0], expected[expected.length - 1]));
        }
    }
}
