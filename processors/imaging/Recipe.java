package imaging;

import java.util.List;

/** A named, versioned list of steps and outputs. */
public record Recipe(String name, int version, List<String> steps, List<Output> variants) {
    public Recipe {
        steps = List.copyOf(steps);
        variants = List.copyOf(variants);
    }

    /** Name and version, such as {@code web@1}; goes into every receipt. */
    public String id() {
        return name + "@" + version;
    }

    /** One output: scaled down to fit a box, never up. */
    public record Output(String name, int fitWidth, int fitHeight, int quality) {}
}
