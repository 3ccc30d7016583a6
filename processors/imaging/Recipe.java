package imaging;

import java.util.List;
import java.util.Set;

/**
 * A named, versioned list of steps and outputs.
 *
 * @param description what it is for, in words for whoever chooses one; may be empty
 * @param steps that every variant gets, in order; lengths in them are pixels of the original
 * @param measures of the image after these steps
 * @param kept of the image beside what variants show
 * @param variants in the order of the file; names are unique
 */
public record Recipe(
        String name,
        int version,
        String description,
        List<Step> steps,
        Set<Measure> measures,
        Set<Keep> kept,
        List<Output> variants) {
    /** Upright by EXIF. */
    static final Step ORIENT = new Orient();

    /** To sRGB by the embedded profile; one for all recipes, as it remembers profiles. */
    static final Step SRGB = new ToSrgb();

    public Recipe {
        steps = List.copyOf(steps);
        measures = Set.copyOf(measures);
        kept = Set.copyOf(kept);
        variants = List.copyOf(variants);
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("A recipe has a variant at least; '" + name + "' has none.");
        }
    }

    /** One that only puts pictures upright and into sRGB before it scales them. */
    public static Recipe of(String name, int version, List<Output> variants) {
        return new Recipe(name, version, "", List.of(ORIENT, SRGB), Set.of(), Set.of(), variants);
    }

    /** Name and version, such as {@code web@1}; goes into every receipt. */
    public String id() {
        return name + "@" + version;
    }

    /** The orientation that will be applied, EXIF 1 to 8. */
    int turn(Header header) {
        return steps.contains(ORIENT) ? header.orientation() : 1;
    }

    /** Whether a variant has all frames of this image. */
    boolean keepsFrames(Header header) {
        return header.frames() > 1
                && header.format().moves()
                && variants.stream().anyMatch(output -> output.encoding().animated() != null);
    }

    /** Whether variants may carry the original's ICC profile. */
    boolean keepsProfile() {
        return !steps.contains(SRGB);
    }

    /**
     * One output, never larger than the picture.
     *
     * @param steps after the scaling; lengths in them are pixels of the output
     */
    public record Output(String name, Shape shape, List<Step> steps, EncodingRule encoding) {
        public Output {
            steps = List.copyOf(steps);
        }

        /** Plain: scaled down to fit a box. */
        public Output(String name, int fitWidth, int fitHeight, Format format, Format transparent, int quality) {
            this(
                    name,
                    new Shape.Fit(new Size(fitWidth, fitHeight)),
                    List.of(),
                    EncodingRule.of(format, transparent, quality));
        }
    }
}
