package imaging;

import imaging.YamlMap.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The words for steps in a recipe, and what each of them needs to know. */
final class StepWords {
    /** They read what the file says of its pixels, which nothing after them knows any more. */
    private static final List<String> FIRST = List.of("orient", "srgb");

    /** They need to know nothing. */
    private static final Map<String, Step> BARE =
            Map.of("orient", Recipe.ORIENT, "srgb", Recipe.SRGB, "grayscale", new Grayscale());

    private static final List<String> LATER =
            List.of("crop", "rotate", "flip", "sharpen", "blur", "grayscale", "adjust", "watermark", "flatten");

    /** All that are not a company's. */
    static final List<String> OURS =
            Stream.concat(FIRST.stream(), LATER.stream()).toList();

    /** Places that the pixels choose. */
    private static final String SMART = "smart";

    private static final String ENTROPY = "entropy";
    private static final List<String> QUARTERS = List.of("90", "180", "270");
    private static final int MAX_SIDE = 30_000;

    private final Path folder;
    private final CompanySteps company;

    /** @param folder where marks lie */
    StepWords(Path folder, CompanySteps company) {
        this.folder = folder;
        this.company = company;
    }

    /** The recipe's own: those that read the file's metadata come first, and once. */
    List<Step> ofRecipe(YamlMap recipe) {
        List<String> known = new ArrayList<>(OURS);
        known.addAll(company.words());
        List<Step> steps = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Item item : recipe.items("steps", known, "[orient, srgb]")) {
            if (FIRST.contains(item.word())) {
                if (words.contains(item.word())) {
                    recipe.wrong(item.line(), "'" + item.word() + "' is there twice in 'steps'; keep one of them");
                } else if (!FIRST.containsAll(words)) {
                    recipe.wrong(
                            item.line(),
                            "'" + item.word() + "' comes after '" + words.get(words.size() - 1)
                                    + "'; move it to the front of 'steps'");
                }
            }
            words.add(item.word());
            step(item, recipe).ifPresent(steps::add);
        }
        return steps;
    }

    /** Those of a variant, after the scaling. */
    List<Step> ofVariant(YamlMap variant) {
        if (!variant.has("steps")) {
            return List.of();
        }
        List<String> known = new ArrayList<>(LATER);
        known.addAll(FIRST);
        known.addAll(company.words());
        List<Step> steps = new ArrayList<>();
        for (Item item : variant.items("steps", known, "[{sharpen: {radius: 1, amount: 0.5}}]")) {
            if (FIRST.contains(item.word())) {
                variant.wrong(
                        item.line(),
                        "'" + item.word() + "' is for all variants; move it to the front of the recipe's own 'steps'");
            } else {
                step(item, variant).ifPresent(steps::add);
            }
        }
        return steps;
    }

    /** Empty where nothing can be made of it. */
    private Optional<Step> step(Item item, YamlMap list) {
        String word = item.word();
        YamlMap needs = item.needs();
        if (!OURS.contains(word)) {
            return company.read(item, list);
        }
        if (BARE.containsKey(word)) {
            if (needs != null) {
                list.wrong(item.line(), "'" + word + "' needs to know nothing; write it as a bare word");
            }
            return Optional.of(BARE.get(word));
        }
        if (word.equals("flatten")) {
            return Optional.of(needs == null ? new Flatten() : flatten(needs.map(word)));
        }
        if (needs == null) {
            list.wrong(item.line(), "'" + word + "' alone does not say how; write " + example(word));
            return Optional.empty();
        }
        return step(word, needs);
    }

    private static String example(String word) {
        return switch (word) {
            case "crop" -> "{crop: {gravity: smart, width: 800, height: 600}}";
            case "rotate" -> "{rotate: 90}";
            case "flip" -> "{flip: horizontal}";
            case "sharpen" -> "{sharpen: {radius: 1, amount: 0.5}}";
            case "blur" -> "{blur: {radius: 2}}";
            case "adjust" -> "{adjust: {brightness: 1.1}}";
            default -> "{watermark: {image: logo.png, at: south-east}}";
        };
    }

    private Optional<Step> step(String word, YamlMap needs) {
        return switch (word) {
            case "rotate" -> rotate(needs);
            case "flip" ->
                Optional.of(new Flip(
                        needs.word(word, List.of("horizontal", "vertical")).equals("horizontal")));
            case "crop" -> crop(needs.map(word));
            case "sharpen" -> Optional.of(sharpen(needs.map(word).keys("radius", "amount")));
            case "blur" -> Optional.of(new Blur(radius(needs.map(word).keys("radius"))));
            case "adjust" -> Optional.of(adjust(needs.map(word)));
            default -> watermark(needs.map(word));
        };
    }

    private static Optional<Step> rotate(YamlMap needs) {
        if (needs.isMap("rotate")) {
            YamlMap map = needs.map("rotate").keys(List.of("angle"), List.of("background"));
            double angle = map.decimal("angle", -360, 360, "-360 to 360, in degrees clockwise");
            int background = map.colour("background").orElse(0xffffffff);
            int quarters = (int) Math.floorMod(Math.round(angle / 90), 4L);
            // no pixel changes but its place, and there are no corners to fill
            return Optional.of(
                    angle % 90 == 0 && quarters > 0 ? new Rotate(90 * quarters) : new Tilt(angle, background));
        }
        Optional<String> quarters = needs.text("rotate");
        if (quarters.isPresent() && !QUARTERS.contains(quarters.get())) {
            needs.wrong(
                    "rotate",
                    "'rotate' is '" + quarters.get() + "'; give 90, 180 or 270, or any other angle as"
                            + " {rotate: {angle: 3.5, background: \"#ffffff\"}}");
            return Optional.empty();
        }
        return quarters.map(Integer::parseInt).map(Rotate::new);
    }

    private static Optional<Step> crop(YamlMap map) {
        map.keys(List.of("width", "height"), List.of("gravity", "left", "top"));
        Size size = new Size(map.number("width", 1, MAX_SIDE), map.number("height", 1, MAX_SIDE));
        String by = map.oneOf(List.of("gravity", "left")).orElse("");
        if (by.equals("gravity")) {
            if (map.has("top")) {
                map.wrong("top", "'top' goes with 'left', not with 'gravity'; take it away");
            }
            return Optional.of(new Crop(size, place(map)));
        }
        if (by.equals("left")) {
            map.keys(List.of("width", "height", "left", "top"), List.of());
            return Optional.of(
                    new Crop(size, new Corner(map.number("left", 0, MAX_SIDE), map.number("top", 0, MAX_SIDE))));
        }
        return Optional.empty();
    }

    private static Step sharpen(YamlMap map) {
        return new Sharpen(radius(map), map.decimal("amount", 0, Sharpen.MAX_AMOUNT, "0 to " + Sharpen.MAX_AMOUNT));
    }

    private static double radius(YamlMap map) {
        return map.decimal("radius", 0.3, Gaussian.MAX_SIGMA, "0.3 to " + (int) Gaussian.MAX_SIGMA);
    }

    private static Step adjust(YamlMap map) {
        List<String> known = List.of("brightness", "contrast", "saturation");
        map.keys(List.of(), known);
        if (map.names().isEmpty()) {
            map.oneOf(known); // which says so
        }
        String range = "0 to " + Adjust.MAX + ", where 1 changes nothing";
        return new Adjust(
                map.decimal("brightness", 0, Adjust.MAX, range, 1),
                map.decimal("contrast", 0, Adjust.MAX, range, 1),
                map.decimal("saturation", 0, Adjust.MAX, range, 1));
    }

    private static Step flatten(YamlMap map) {
        int colour = map.keys("background").colour("background").orElse(0xffffffff);
        if (Argb.alpha(colour) == 0) {
            map.wrong("background", "'background' is 'transparent', which flattens nothing; give a colour");
        }
        return new Flatten(colour);
    }

    private Optional<Step> watermark(YamlMap map) {
        map.keys(List.of("image", "at"), List.of("opacity", "scale", "margin"));
        Gravity at = gravity(map, "at");
        double opacity = map.decimal("opacity", 0, 1, "0 to 1", 1);
        double scale = map.decimal("scale", 0.001, 1, "0.001 to 1, the share of the picture's width", 0.2);
        int margin = map.has("margin") ? map.number("margin", 0, MAX_SIDE) : 0;
        return map.has("image")
                ? MarkFile.read(folder, map, "image").map(mark -> new Watermark(mark, at, opacity, scale, margin))
                : Optional.empty();
    }

    /** Where a part of a picture lies, by the key {@code gravity}. */
    static Place place(YamlMap map) {
        List<String> words = new ArrayList<>(List.of(SMART, ENTROPY));
        words.addAll(Gravity.words());
        return switch (map.word("gravity", words)) {
            case SMART -> new Attention();
            case ENTROPY -> new Entropy();
            default -> gravity(map, "gravity");
        };
    }

    static Gravity gravity(YamlMap map, String key) {
        return Gravity.of(map.word(key, Gravity.words()));
    }
}
