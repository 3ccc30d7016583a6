package darkroom.chaos.proxy;

import java.time.Duration;

/** What becomes of a request. Immutable. */
public sealed interface Verdict {
    /** It goes through, and so does its answer. */
    Verdict PASS = new Pass(Duration.ZERO, () -> {});

    /** The same, so much later. */
    static Verdict late(Duration by) {
        return new Pass(by, () -> {});
    }

    /** It reaches the engine whole; then this is done, before the answer is read. */
    static Verdict then(Runnable meanwhile) {
        return new Pass(Duration.ZERO, meanwhile);
    }

    /** It never reaches the engine; the connection breaks. */
    static Verdict cut() {
        return new Cut();
    }

    /** The engine does what it is asked to, and says so; the connection breaks before the app hears of it. */
    static Verdict loseAnswer() {
        return new LoseAnswer();
    }

    /**
     * It never reaches the engine; this is the answer, as S3 would give it.
     *
     * @param code such as {@code SlowDown}
     */
    static Verdict answer(int status, String code) {
        return new Answer(status, code);
    }

    /** See {@link #PASS}, {@link #late} and {@link #then}. */
    record Pass(Duration delay, Runnable meanwhile) implements Verdict {}

    /** See {@link #cut}. */
    record Cut() implements Verdict {}

    /** See {@link #loseAnswer}. */
    record LoseAnswer() implements Verdict {}

    /** See {@link #answer}. */
    record Answer(int status, String code) implements Verdict {}
}
