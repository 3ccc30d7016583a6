package imaging;

import java.util.List;

/**
 * A named, versioned list of steps and outputs.
 *
 * @param steps the names of the steps that every variant gets, in order
 * @param variants in the order of the file; names are unique
 */
public record Recipe(String name, int version, List<String> steps, List<Output> variants) {
    public Recipe {
        steps = List.copyOf(steps);
        variants = List.copyOf(variants);
    }

    /** Name and version, such as {@code web@1}; goes into every receipt. */
    public String id() {
        return name + "@" + version;
    }

    /**
     * One output: scaled down to fit a box, never up.
     *
     * @param format of a picture without transparency
     * @param transparent the format where the source has transparency
     * @param quality of a JPEG, 1 to 100
     */
    public record Output(String name, int fitWidth, int fitHeight, Format format, Format transparent, int quality) {}
}
