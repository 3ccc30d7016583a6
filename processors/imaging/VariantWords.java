package imaging;

import imaging.Recipe.Output;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The words for one variant in a recipe, held against what the engine writes. */
final class VariantWords {
    private static final Pattern BOX = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
    private static final int MAX_BOX = 10_000;
    private static final List<String> SHAPES = List.of("fit", "fill", "pad");
    private static final List<String> FORMATS = List.of("jpeg", "png", "webp", "avif", "gif");
    /** Those without a quality. */
    private static final List<String> PLAIN = List.of("png", "gif");

    /** Those whose files may be animations that are kept. */
    private static final List<String> MOVING = List.of("webp", "gif");

    private static final String AUTO = "auto";
    private static final int PLAIN_QUALITY = 82;

    private final Optional<Engine> engine;
    private final StepWords steps;

    /** @param engine without one, any format is written */
    VariantWords(Optional<Engine> engine, StepWords steps) {
        this.engine = engine;
        this.steps = steps;
    }

    Output output(String name, YamlMap variant) {
        variant.keys(
                List.of("format"),
                List.of(
                        "fit",
                        "fill",
                        "pad",
                        "gravity",
                        "background",
                        "steps",
                        "transparent",
                        "animated",
                        "quality",
                        "auto-quality",
                        "progressive",
                        "lossless"));
        return new Output(name, shape(variant), steps.ofVariant(variant), encoding(variant));
    }

    private static Shape shape(YamlMap variant) {
        String word = variant.oneOf(SHAPES);
        if (variant.has("background") && !word.equals("pad")) {
            throw variant.wrong("background", "'background' goes with 'pad', not with '" + word + "'; take it away");
        }
        if (variant.has("gravity") && word.equals("fit")) {
            throw variant.wrong("gravity", "'gravity' goes with 'fill' or 'pad', not with 'fit'; take it away");
        }
        Size box = box(variant, word);
        return switch (word) {
            case "fit" -> new Shape.Fit(box);
            case "fill" -> new Shape.Fill(box, variant.has("gravity") ? StepWords.place(variant) : Gravity.CENTRE);
            default ->
                new Shape.Pad(
                        box,
                        variant.colour("background").orElse(0xffffffff),
                        variant.has("gravity") ? StepWords.gravity(variant, "gravity") : Gravity.CENTRE);
        };
    }

    private static Size box(YamlMap variant, String key) {
        String text = variant.text(key);
        Matcher box = BOX.matcher(text);
        if (!box.matches() || !isSide(box.group(1)) || !isSide(box.group(2))) {
            throw variant.wrong(
                    key,
                    "'" + key + "' is '" + text
                            + "'; give the box as WIDTHxHEIGHT, 1x1 to 10000x10000, such as 1280x1280");
        }
        return new Size(Integer.parseInt(box.group(1)), Integer.parseInt(box.group(2)));
    }

    private static boolean isSide(String digits) {
        int side = Integer.parseInt(digits);
        return side >= 1 && side <= MAX_BOX;
    }

    private EncodingRule encoding(YamlMap variant) {
        List<String> known = Stream.concat(FORMATS.stream(), Stream.of(AUTO)).toList();
        List<String> formats = variant.wordOrWords("format", known);
        boolean auto = formats.contains(AUTO);
        if (auto && formats.size() > 1) {
            throw variant.wrong("format", "'auto' chooses by itself; write it alone, or leave it out of the list");
        }
        if (auto && variant.has("transparent")) {
            throw variant.wrong("transparent", "'format: auto' chooses for transparency too; take 'transparent' away");
        }
        List<String> transparents = auto
                ? List.of("webp", "png")
                : variant.has("transparent") ? variant.wordOrWords("transparent", FORMATS) : formats;
        if (!auto && !variant.has("transparent") && formats.contains("jpeg")) {
            throw variant.wrong(
                    "format",
                    "jpeg knows no transparency, so the variant needs 'transparent'; add 'transparent: png', or"
                            + " 'transparent: jpeg' to lay such pictures on white");
        }
        Format format = auto ? Format.JPEG : written(variant, "format", formats);
        Format transparent = written(variant, variant.has("transparent") ? "transparent" : "format", transparents);
        List<String> moving = variant.has("animated") ? variant.wordOrWords("animated", MOVING) : List.of();
        boolean lossless = lossless(variant, formats, transparents);
        boolean lossy =
                auto || (!lossless && Stream.of(formats, transparents, moving).anyMatch(f -> !PLAIN.containsAll(f)));
        double likeness = likeness(variant, lossy);
        if (lossy && likeness == 0 && !variant.has("quality")) {
            variant.oneOf(List.of("quality", "auto-quality"));
        }
        return new EncodingRule(
                format,
                transparent,
                auto,
                variant.has("quality") ? variant.number("quality", 1, 100) : PLAIN_QUALITY,
                likeness,
                lossless,
                progressive(variant, auto || formats.contains("jpeg") || transparents.contains("jpeg")),
                moving.isEmpty() ? null : written(variant, "animated", moving));
    }

    /** The first that the engine writes. */
    private Format written(YamlMap variant, String key, List<String> formats) {
        return formats.stream()
                .filter(this::isWritten)
                .findFirst()
                .map(VariantWords::format)
                .orElseThrow(() -> unwritten(variant, key, formats));
    }

    private boolean isWritten(String word) {
        return engine.map(e -> e.writes().contains(format(word))).orElse(true);
    }

    private static Format format(String word) {
        return Format.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private InvalidRecipeException unwritten(YamlMap variant, String key, List<String> formats) {
        boolean moving = key.equals("animated");
        List<String> written =
                (moving ? MOVING : FORMATS).stream().filter(this::isWritten).toList();
        boolean opaque = key.equals("format") && variant.has("transparent");
        return variant.wrong(
                key,
                "'" + key + "' is '" + String.join(", ", formats) + "', which the engine "
                        + engine.orElseThrow().name() + " does not write; choose one of " + String.join(", ", written)
                        + ", or another engine (darkroom.engine); or name a second choice, such as [" + formats.get(0)
                        + ", " + (moving ? "gif" : opaque ? "jpeg" : "png") + "]");
    }

    private static boolean lossless(YamlMap variant, List<String> formats, List<String> transparents) {
        boolean lossless = variant.flag("lossless");
        if (lossless && (formats.contains("jpeg") || formats.contains(AUTO) || transparents.contains("jpeg"))) {
            throw variant.wrong(
                    "lossless", "a JPEG is never lossless; take 'lossless' away, or use png, webp or avif alone");
        }
        if (lossless && (formats.contains("gif") || transparents.contains("gif"))) {
            throw variant.wrong(
                    "lossless",
                    "a GIF has 256 colours, whatever is asked for; take 'lossless' away, or use png, webp or avif alone");
        }
        return lossless;
    }

    private static double likeness(YamlMap variant, boolean lossy) {
        if (!variant.has("auto-quality")) {
            return 0;
        }
        if (!lossy) {
            throw variant.wrong("auto-quality", "nothing is lossy here, so there is no quality to find; take it away");
        }
        variant.oneOf(List.of("quality", "auto-quality"));
        return variant.decimal("auto-quality", 0.5, 0.999, "0.5 to 0.999, the likeness that is to be kept");
    }

    private static boolean progressive(YamlMap variant, boolean jpeg) {
        boolean progressive = variant.flag("progressive");
        if (progressive && !jpeg) {
            throw variant.wrong("progressive", "'progressive' is for jpeg, which this variant never is; take it away");
        }
        return progressive;
    }
}
