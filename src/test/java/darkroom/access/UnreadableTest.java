package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadableTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            /v1/%zz          |                   | The path has a '%' without two hexadecimal digits behind it
            /v1/im%61ges     |                   | The path has '%61'. No path of this server needs a %
            /v1/images;a=b   |                   | The path has a ';'
            /v1/../images    |                   | The path has the segment '..'
            /v1//images      |                   | The path has '//'
            /v1/images       | recipe=%          | The query has a '%' without two
            /v1/images       | recipe=a&recipe=b | The query has 'recipe' more than once. Give it once.
            /v1/images       | download&to=1&download | The query has 'download' more than once
            /v1/images       | a=1&b=1           | Check that its first line
            /v1/images       |                   | at most 8192 bytes
                             |                   | Check that its first line
            """)
    void saysWhatItIs(String path, String query, String told) {
        assertThat(Unreadable.detail(path, query, 8192)).contains(told);
    }
}
