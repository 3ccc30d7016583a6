package darkroom.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Whether what is measured in steps stays what it was: the mean of the last fifth against that of the first. */
record Flatness(String what, double first, double last) {
    static final double TOLERANCE = 0.15;

    /** @param steps at least five, of the same size, after the warm-up */
    static <T> Flatness of(String what, List<T> steps, ToDoubleFunction<T> value) {
        int fifth = steps.size() / 5;
        return new Flatness(
                what,
                mean(steps.subList(0, fifth), value),
                mean(steps.subList(steps.size() - fifth, steps.size()), value));
    }

    private static <T> double mean(List<T> steps, ToDoubleFunction<T> value) {
        return steps.stream().mapToDouble(value).average().orElseThrow();
    }

    boolean isFlat() {
        return Math.abs(last / first - 1) <= TOLERANCE;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %.1f in the first fifth, %.1f in the last (%+.0f %%): %s",
                what,
                first,
                last,
                (last / first - 1) * 100,
                isFlat() ? "flat" : "NOT FLAT, more than " + Math.round(TOLERANCE * 100) + " % off");
    }
}
