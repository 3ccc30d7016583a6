package imaging;

import imaging.Recipe.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The sizes that one picture takes on its way through a recipe, known from its header alone. No more pixels are decoded
 * than the largest variant needs, and what steps say in pixels of the original shrinks with them.
 *
 * @param turn the EXIF orientation that will be applied
 * @param whole what the steps would make of the whole original; the variants are scaled from it
 * @param target what is decoded and resized to, upright
 * @param steps the recipe's, for a picture of this size
 */
record Plan(int turn, Size whole, Size target, List<Step> steps) {
    static Plan of(Header header, Recipe recipe) {
        int turn = recipe.turn(header);
        Size upright = new Size(header.width(), header.height()).turned(turn);
        Size whole = upright;
        for (Step step : recipe.steps()) {
            whole = step.size(whole);
        }
        Size last = whole;
        Size needed = recipe.variants().stream()
                .map(output -> output.shape().scaled(last))
                .reduce(Size::union)
                .orElseThrow();
        double factor = Math.max(needed.width() / (double) whole.width(), needed.height() / (double) whole.height());
        Size target = whole.equals(upright) ? needed : upright.scaled(factor);
        return new Plan(
                turn,
                whole,
                target,
                recipe.steps().stream().map(step -> step.scaled(factor)).toList());
    }

    /** The target as the pixels are stored. */
    Size stored() {
        return target.turned(turn);
    }

    /** What a variant is scaled to. */
    Size scaled(Output output) {
        return output.shape().scaled(whole);
    }

    /** By what becomes of this picture: a box that is wide and low may be the smaller one for it. */
    List<Output> largestFirst(List<Output> outputs) {
        return outputs.stream()
                .sorted(Comparator.comparingLong(
                                (Output output) -> scaled(output).pixels())
                        .reversed())
                .toList();
    }

    /** Bytes that the steps take at their peak, and what is kept of the picture while variants are made. */
    long memoryOfSteps() {
        long most = target.pixels() * 4;
        Size size = target;
        for (Step step : steps) {
            most = Math.max(most, step.memoryNeeded(size));
            size = step.size(size);
        }
        return most;
    }

    /** Bytes that a variant takes at its peak before it is encoded, beside what it is scaled from. */
    long memoryOf(Output output) {
        Size size = scaled(output);
        List<Step> all = new ArrayList<>(output.steps());
        output.shape().then(size).ifPresent(step -> all.add(0, step));
        long most = 0;
        for (Step step : all) {
            most = Math.max(most, step.memoryNeeded(size));
            size = step.size(size);
        }
        // its own copy, so that steps may change it
        return most + (output.steps().isEmpty() ? 0 : size.union(scaled(output)).pixels() * 4);
    }

    /** The size of what comes out. */
    Size result(Output output) {
        Size size = output.shape().result(whole);
        for (Step step : output.steps()) {
            size = step.size(size);
        }
        return size;
    }
}
