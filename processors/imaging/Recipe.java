package imaging;

import java.util.List;

/**
 * A named, versioned list of steps and outputs.
 *
 * @param steps the names of the steps that every variant gets, in order
 * @param variants in the order of the file; names are unique
 */
public record Recipe(String name, int version, List<String> steps, List<Output> variants) {
    /** The steps that there are: upright by EXIF; to sRGB by the embedded profile. */
    public static final List<String> STEPS = List.of("orient", "srgb");

    public Recipe {
        steps = List.copyOf(steps);
        variants = List.copyOf(variants);
        if (variants.isEmpty() || !STEPS.containsAll(steps)) {
            throw new IllegalArgumentException("A recipe has a variant at least, and steps out of " + STEPS
                    + "; it has " + variants + ", " + steps);
        }
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
     * @param quality 1 to 100, of what is lossy
     */
    public record Output(String name, int fitWidth, int fitHeight, Format format, Format transparent, int quality) {
        public Output {
            if (fitWidth < 1 || fitHeight < 1 || quality < 1 || quality > 100) {
                throw new IllegalArgumentException("A variant fits 1x1 at least, at a quality of 1 to 100; it has "
                        + fitWidth + "x" + fitHeight + ", " + quality);
            }
        }
    }
}
