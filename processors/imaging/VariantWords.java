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

    /** Those without transparency. */
    private static final List<String> OPAQUE = List.of("jpeg");

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

    /** Empty where there are mistakes in it. */
    Optional<Output> output(String name, YamlMap variants) {
        int before = variants.mistakes();
        YamlMap variant = variants.map(name);
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
        Optional<Shape> shape = shape(variant);
        List<Step> own = steps.ofVariant(variant);
        Optional<EncodingRule> encoding = encoding(variant);
        return variant.mistakes() == before
                ? Optional.of(new Output(name, shape.orElseThrow(), own, encoding.orElseThrow()))
                : Optional.empty();
    }

    private static Optional<Shape> shape(YamlMap variant) {
        Optional<String> word = variant.oneOf(SHAPES);
        return word.isPresent() ? shape(variant, word.get()) : Optional.empty();
    }

    private static Optional<Shape> shape(YamlMap variant, String word) {
        if (variant.has("background") && !word.equals("pad")) {
            variant.wrong("background", "'background' goes with 'pad', not with '" + word + "'; take it away");
        }
        if (variant.has("gravity") && word.equals("fit")) {
            variant.wrong("gravity", "'gravity' goes with 'fill' or 'pad', not with 'fit'; take it away");
        }
        Place place = word.equals("fill") && variant.has("gravity") ? StepWords.place(variant) : Gravity.CENTRE;
        Gravity gravity =
                word.equals("pad") && variant.has("gravity") ? StepWords.gravity(variant, "gravity") : Gravity.CENTRE;
        int background = variant.colour("background").orElse(0xffffffff);
        return box(variant, word).map(box -> switch (word) {
            case "fit" -> new Shape.Fit(box);
            case "fill" -> new Shape.Fill(box, place);
            default -> new Shape.Pad(box, background, gravity);
        });
    }

    private static Optional<Size> box(YamlMap variant, String key) {
        Optional<String> text = variant.text(key);
        return text.isPresent() ? box(variant, key, text.get()) : Optional.empty();
    }

    private static Optional<Size> box(YamlMap variant, String key, String text) {
        Matcher box = BOX.matcher(text);
        if (!box.matches() || !isSide(box.group(1)) || !isSide(box.group(2))) {
            variant.wrong(
                    key,
                    "'" + key + "' is '" + text
                            + "'; give the box as WIDTHxHEIGHT, 1x1 to 10000x10000, such as 1280x1280");
            return Optional.empty();
        }
        return Optional.of(new Size(Integer.parseInt(box.group(1)), Integer.parseInt(box.group(2))));
    }

    private static boolean isSide(String digits) {
        int side = Integer.parseInt(digits);
        return side >= 1 && side <= MAX_BOX;
    }

    /** What a variant says of its encoding, word by word. */
    private record Said(
            List<String> formats,
            List<String> transparents,
            List<String> moving,
            int quality,
            double likeness,
            boolean lossless,
            boolean progressive) {
        boolean auto() {
            return formats.contains(AUTO);
        }

        boolean asks(String format) {
            return formats.contains(format) || transparents.contains(format);
        }

        boolean lossy() {
            return auto()
                    || (!lossless && Stream.of(formats, transparents, moving).anyMatch(f -> !PLAIN.containsAll(f)));
        }
    }

    private Optional<EncodingRule> encoding(YamlMap variant) {
        int before = variant.mistakes();
        Said said = said(variant);
        // what goes together is only asked of words that are right
        if (variant.mistakes() > before || !variant.has("format")) {
            return Optional.empty();
        }
        if (said.auto() && said.formats().size() > 1) {
            variant.wrong("format", "'auto' chooses by itself; write it alone, or leave it out of the list");
            return Optional.empty();
        }
        checkLossless(variant, said);
        checkQuality(variant, said);
        if (said.progressive() && !said.auto() && !said.asks("jpeg")) {
            variant.wrong("progressive", "'progressive' is for jpeg, which this variant never is; take it away");
        }
        Optional<Format> format = said.auto() ? Optional.of(Format.JPEG) : written(variant, "format", said.formats());
        Optional<Format> transparent = transparent(variant, said, format.isPresent());
        Optional<Format> animated =
                said.moving().isEmpty() ? Optional.empty() : written(variant, "animated", said.moving());
        return format.isEmpty() || transparent.isEmpty()
                ? Optional.empty()
                : Optional.of(new EncodingRule(
                        format.get(),
                        transparent.get(),
                        said.auto(),
                        said.quality(),
                        said.likeness(),
                        said.lossless(),
                        said.progressive(),
                        animated.orElse(null)));
    }

    private static Said said(YamlMap variant) {
        List<String> known = Stream.concat(FORMATS.stream(), Stream.of(AUTO)).toList();
        List<String> formats = variant.wordOrWords("format", known);
        // the first of them that knows transparency, as it would be taken without the others
        List<String> transparents = variant.has("transparent")
                ? variant.wordOrWords("transparent", FORMATS)
                : formats.stream().filter(format -> !OPAQUE.contains(format)).toList();
        return new Said(
                formats,
                formats.contains(AUTO) ? List.of("webp", "png") : transparents,
                variant.has("animated") ? variant.wordOrWords("animated", MOVING) : List.of(),
                variant.has("quality") ? variant.number("quality", 1, 100) : PLAIN_QUALITY,
                variant.has("auto-quality")
                        ? variant.decimal("auto-quality", 0.5, 0.999, "0.5 to 0.999, the likeness that is to be kept")
                        : 0,
                variant.flag("lossless"),
                variant.flag("progressive"));
    }

    /** @param sound whether there is a format for pictures without transparency */
    private Optional<Format> transparent(YamlMap variant, Said said, boolean sound) {
        if (said.auto()) {
            if (variant.has("transparent")) {
                variant.wrong("transparent", "'format: auto' chooses for transparency too; take 'transparent' away");
            }
            return written(variant, "format", said.transparents());
        }
        if (variant.has("transparent")) {
            return written(variant, "transparent", said.transparents());
        }
        if (sound && said.transparents().stream().noneMatch(this::isWritten)) {
            String others = said.transparents().isEmpty()
                    ? ""
                    : " where " + engine.orElseThrow().name() + " does not write "
                            + String.join(" or ", said.transparents());
            variant.wrongUnlessMisspelt(
                    "format",
                    "jpeg knows no transparency, so the variant needs 'transparent'" + others
                            + "; add 'transparent: png', or 'transparent: jpeg' to lay such pictures on white");
            return Optional.empty();
        }
        return said.transparents().stream().filter(this::isWritten).findFirst().map(VariantWords::format);
    }

    /** The first that the engine writes. */
    private Optional<Format> written(YamlMap variant, String key, List<String> formats) {
        Optional<Format> first =
                formats.stream().filter(this::isWritten).findFirst().map(VariantWords::format);
        if (first.isEmpty()) {
            unwritten(variant, key, formats);
        }
        return first;
    }

    private boolean isWritten(String word) {
        return engine.map(e -> e.writes().contains(format(word))).orElse(true);
    }

    private static Format format(String word) {
        return Format.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private void unwritten(YamlMap variant, String key, List<String> formats) {
        boolean moving = key.equals("animated");
        List<String> written =
                (moving ? MOVING : FORMATS).stream().filter(this::isWritten).toList();
        boolean opaque = key.equals("format") && variant.has("transparent");
        variant.wrong(
                key,
                "'" + key + "' is '" + String.join(", ", formats) + "', which the engine "
                        + engine.orElseThrow().name() + " does not write; choose one of " + String.join(", ", written)
                        + ", or another engine (darkroom.engine); or name a second choice, such as [" + formats.get(0)
                        + ", " + (moving ? "gif" : opaque ? "jpeg" : "png") + "]");
    }

    private static void checkLossless(YamlMap variant, Said said) {
        if (said.lossless() && (said.asks("jpeg") || said.auto())) {
            variant.wrong("lossless", "a JPEG is never lossless; take 'lossless' away, or use png, webp or avif alone");
        } else if (said.lossless() && said.asks("gif")) {
            variant.wrong(
                    "lossless",
                    "a GIF has 256 colours, whatever is asked for; take 'lossless' away, or use png, webp or avif alone");
        }
    }

    private static void checkQuality(YamlMap variant, Said said) {
        if (said.likeness() > 0 && !said.lossy()) {
            variant.wrong("auto-quality", "nothing is lossy here, so there is no quality to find; take it away");
        } else if (said.lossy() || said.likeness() > 0) {
            boolean both = variant.has("quality") && variant.has("auto-quality");
            boolean none = !variant.has("quality") && !variant.has("auto-quality");
            if (both || none) {
                variant.oneOf(List.of("quality", "auto-quality")); // which says so
            }
        }
    }
}
