package darkroom.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void leavesTextAlone() {
        assertThat(Shown.text("demo/web/grüße 📷.jpg")).isEqualTo("demo/web/grüße 📷.jpg");
        assertThat(Shown.text("")).isEmpty();
        assertThat(Shown.text(null)).isEmpty();
    }

    @Test
    void escapesWhatDrivesATerminalOrForgesALogLine() {
        assertThat(Shown.text("a\r\nb\u001b[31mc\u0000d\u007fe\u0085f"))
                .isEqualTo("a\\u000d\\u000ab\\u001b[31mc\\u0000d\\u007fe\\u0085f");
        assertThat(Shown.text("a\u202etxt.exe\u200b")).isEqualTo("a\\u202etxt.exe\\u200b");
        assertThat(Shown.text("a\u2028b\u2029c")).isEqualTo("a\\u2028b\\u2029c");
    }

    /** A queue refuses a message with one of them, and then the dead letter could never be written. */
    @Test
    void escapesWhatIsNoCharacter() {
        assertThat(Shown.text("a\uffff\ufffeb\ud800c\udfff")).isEqualTo("a\\uffff\\ufffeb\\ud800c\\udfff");
    }

    @Test
    void cutsWhatIsLongBetweenCharacters() {
        assertThat(Shown.text("x".repeat(100))).isEqualTo("x".repeat(100));
        assertThat(Shown.text("x".repeat(101))).isEqualTo("x".repeat(100) + "...");
        assertThat(Shown.text("📷".repeat(101))).isEqualTo("📷".repeat(100) + "...");
    }

    @Test
    void whatIsOnlyEscapedIsNotCut() {
        assertThat(Shown.text("a\udb40\udc41b")).isEqualTo("a\\u{e0041}b");
        assertThat(Shown.text("\n".repeat(100))).isEqualTo("\\u000a".repeat(100));
    }
}
