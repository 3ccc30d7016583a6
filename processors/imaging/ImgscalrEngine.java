package imaging;

import imaging.Recipe.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The engine that is always there: pure Java and the JDK, imgscalr fed by a decode at reduced size. One decode feeds all
 * variants, and each variant the next smaller one. A variant is a PNG where the source could be transparent (an alpha
 * channel, a transparent colour, a GIF with a transparent index or an uncovered canvas), whether or not a pixel is.
 */
public final class ImgscalrEngine implements Engine {
    private static final Map<Format, Decoder> DECODERS = Map.of(
            Format.JPEG, new JpegDecoder(),
            Format.PNG, new PngDecoder(),
            Format.GIF, new GifDecoder(),
            Format.BMP, new BmpDecoder());

    private static final Map<String, Step> STEPS = Map.of("orient", new Orient(), "srgb", new ToSrgb());

    private final Encoder encoder;

    public ImgscalrEngine(Limits limits) {
        this.encoder = new Encoder(limits.maxVariantBytes());
    }

    @Override
    public String name() {
        return "imgscalr-4.2";
    }

    @Override
    public Set<Format> reads() {
        return EnumSet.copyOf(DECODERS.keySet());
    }

    @Override
    public Set<Format> writes() {
        return EnumSet.of(Format.JPEG, Format.PNG);
    }

    @Override
    public long memoryNeeded(Header header, Recipe recipe) {
        Decoder decoder = DECODERS.get(header.format());
        Size target = target(header, recipe);
        Size decoded = decoder.decoded(header, target);
        // 4 bytes a pixel each: what is decoded and what fit halves it to; then its result, that turned, its samples
        // for
        // the encoder, and what comes out of that, which for a PNG may be as long again, in four copies while it grows
        return decoder.memoryNeeded(header, target)
                + decoded.pixels() * 8
                + target.pixels() * (header.alpha() ? 28 : 16)
                + (1 << 20);
    }

    @Override
    public Rendition render(byte[] original, Header header, Recipe recipe, Deadline deadline)
            throws RejectedImageException {
        // The size of the largest variant first: all steps are cheaper on fewer pixels, and none asks for more of them
        Size target = target(header, recipe);
        Picture picture = new Fit(target).apply(decode(original, header, target, deadline));
        List<String> done = new ArrayList<>();
        for (String name : recipe.steps()) {
            deadline.check();
            picture = STEPS.get(name).apply(picture);
            done.add(name);
        }
        Size upright = new Size(header.width(), header.height()).turned(header.orientation());
        Map<String, Rendition.Variant> variants = new TreeMap<>();
        for (Output output : largestFirst(recipe, upright)) {
            deadline.check();
            picture = new Fit(upright.fit(output)).apply(picture);
            variants.put(output.name(), variant(picture, output, done));
        }
        return new Rendition(
                header,
                recipe.variants().stream().map(o -> variants.get(o.name())).toList());
    }

    private static Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException {
        try {
            return DECODERS.get(header.format()).decode(original, header, target, deadline);
        } catch (DeadlineException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // codecs meet hostile bytes with any exception they like: about 7 % of them unchecked ones
            throw new RejectedImageException(
                    RejectedImageException.Code.BROKEN_IMAGE,
                    header,
                    "The bytes begin like a " + header.format().word() + " image but cannot be decoded.",
                    e);
        }
    }

    private Rendition.Variant variant(Picture picture, Output output, List<String> before) {
        List<String> operations = new ArrayList<>(before);
        operations.add("fit");
        Format format = picture.alpha() ? output.transparent() : output.format();
        Picture last = picture;
        if (picture.alpha() && format == Format.JPEG) {
            Step flatten = new Flatten();
            last = flatten.apply(picture);
            operations.add(flatten.name());
        }
        byte[] bytes = encoder.encode(last, format, output.quality());
        return new Rendition.Variant(output.name(), format, last.width(), last.height(), operations, bytes);
    }

    /** By what becomes of this picture: a box that is wide and low may be the smaller one for it. */
    private static List<Output> largestFirst(Recipe recipe, Size upright) {
        return recipe.variants().stream()
                .sorted(Comparator.comparingLong((Output o) -> upright.fit(o).pixels())
                        .reversed())
                .toList();
    }

    /** What the decoder must deliver at least, as the pixels are stored. */
    private static Size target(Header header, Recipe recipe) {
        Size upright = new Size(header.width(), header.height()).turned(header.orientation());
        return recipe.variants().stream()
                .map(upright::fit)
                .reduce(Size::union)
                .orElseThrow()
                .turned(header.orientation());
    }
}
