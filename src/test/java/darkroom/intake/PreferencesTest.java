package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferencesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    respond-async            | true  |
                    Respond-Async            | true  |
                    wait=10                  | false | 10
                    respond-async, wait=100  | true  | 100
                    respond-async; wait="5"  | true  | 5
                    wait = 7                 | false | 7
                    wait=1, wait=2           | false | 1
                    wait=-1                  | false |
                    wait=soon                | false |
                    wait=99999999999999      | false |
                    respond-asynchronously   | false |
                    return=minimal           | false |
                    ''                       | false |
                    ,,;=                     | false |
                    """)
    void readsWhatItKnows(String header, boolean later, Integer wait) {
        assertThat(Preferences.of(header))
                .isEqualTo(new Preferences(later, wait == null ? OptionalInt.empty() : OptionalInt.of(wait)));
    }
}
