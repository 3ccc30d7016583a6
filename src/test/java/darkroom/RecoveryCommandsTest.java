package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the commands say before they ask any server. */
class RecoveryCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line = RecoveryCommands.line(new PrintWriter(out, true), new PrintWriter(err, true));

    static List<String> commands() {
        List<String> all = new ArrayList<>();
        RecoveryCommands.line(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()))
                .getSubcommands()
                .forEach((name, command) -> {
                    all.add(name);
                    command.getSubcommands().keySet().forEach(sub -> all.add(name + " " + sub));
                });
        return all;
    }

    @Test
    void namesThemAll() {
        assertThat(line.getSubcommands().keySet()).isEqualTo(RecoveryCommands.NAMES);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        assertThat(run(command + " --help")).isZero();
        assertThat(out.toString()).contains("darkroom " + command);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reconcile --form 2026-01-01     | unknown flag '--form'. Did you mean '--from'? See ./darkroom reconcile --help
            reconcile --repiar              | Did you mean '--repair'?
            reconcile --cutsomer=demo       | Did you mean '--customer'?
            reconcile now                   | unknown argument 'now'.
            replay reciepts                 | Did you mean 'receipts'?
            replay images --from 2026-01-01 --to-recipe Web | 'Web' is no recipe: write NAME or NAME@VERSION, for instance web@2
            replay images --from 2026-01-01 | --to-recipe
            replay images --to-recipe web   | --from is missing
            replay images --to-recipe web --resmue x | Did you mean '--resume'?
            erase                           | CUSTOMER
            erase Demo_1                    | 'Demo_1' is no customer: use 1 to 64 of the characters a-z, 0-9 and -
            erase demo --yse                | Did you mean '--yes'?
            customers                       | say what to do: import FILE.csv, or list.
            customers imprt x               | Did you mean 'import'?
            customers import                | FILE
            key acme --scopes nope          | but was 'nope'. See ./darkroom key --help
            customers list --all            | unknown flag '--all'.
            replay receipts --resmue x      | Did you mean '--resume'?
            reconcile --from                | '--from'
            reconcile --from yesterday      | 'yesterday' is no time: write 2026-01-31 (UTC) or 2026-01-31T10:15:00Z
            reconcile --to 2026-13-01       | '2026-13-01' is no time
            reconcile --customer Demo_1     | 'Demo_1' is no customer: use 1 to 64 of the characters a-z, 0-9 and -
            replay receipts --resume demo   | 'demo' is no place: give CUSTOMER/ID
            replay receipts                 | --from is missing
            reconcile --from 2026-01-02 --to 2026-01-01 | --from=2026-01-02T00:00:00Z is not before --to=2026-01-01T00:00:00Z
            """)
    void whatIsNotUnderstoodIsToldWithTheFix(String words, String told) {
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString()).contains(told);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String words) {
        return line.execute(words.split(" "));
    }
}
