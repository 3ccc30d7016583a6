package darkroom.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {
    @Test
    void splitsAtSemicolonsAndDropsEmptyStatements() {
        assertThat(SqlScript.statements("SELECT 1;\n;; SELECT\n 2 ")).containsExactly("SELECT 1", "SELECT\n 2");
    }

    @Test
    void dropsCommentsWhateverTheyHold() {
        String script = """
                -- first; isn't it
                SELECT 1 -- a; b
                /* c; 'd
                   e */ + 2; # f; "g
                # only a comment; at the end""";
        assertThat(SqlScript.statements(script)).hasSize(1).first().asString().matches("(?s)SELECT 1\\s+\\+ 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b'",
                "SELECT 'it''s; fine'",
                "SELECT 'a\\';b'",
                "SELECT 'ends in a backslash \\\\'",
                "SELECT \"a;b\" FROM `c;d`",
                "SELECT '-- no comment; # nor this /* nor that'",
                "SELECT 5 - 3 / 2 * 1",
            })
    void keepsWhatIsQuotedAsItIs(String statement) {
        assertThat(SqlScript.statements(statement + "; SELECT 2")).containsExactly(statement, "SELECT 2");
    }

    @Test
    void aCommentSeparatesWordsAsASpaceDoes() {
        assertThat(SqlScript.statements("SELECT/**/1")).containsExactly("SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1;\nSELECT 'a; b", "SELECT 1;\n/* a; b", "SELECT 1;\n`a\\`"})
    void namesTheLineOfWhatNeverEnds(String script) {
        assertThatThrownBy(() -> SqlScript.statements(script)).hasMessageContaining("line 2 never ends; close it");
    }
}
