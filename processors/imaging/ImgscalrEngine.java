package imaging;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.imgscalr.Scalr;

/** The engine that is always there: pure Java and the JDK, imgscalr fed by decoders that shrink. */
public final class ImgscalrEngine implements Engine {
    private static final Map<Format, Decoder> DECODERS = Map.of(
            Format.JPEG, new JpegDecoder(),
            Format.PNG, new PngDecoder(),
            Format.GIF, new GifDecoder(),
            Format.BMP, new BmpDecoder());

    private final Encoder encoder;
    private final Limits limits;

    public ImgscalrEngine(Limits limits) {
        this.encoder = new Encoder(limits.maxVariantBytes());
        this.limits = limits;
    }

    @Override
    public String name() {
        return "imgscalr-4.2";
    }

    @Override
    public boolean worksOnItsCaller() {
        return true;
    }

    @Override
    public Set<Format> reads() {
        return EnumSet.copyOf(DECODERS.keySet());
    }

    @Override
    public Set<Format> writes() {
        return EnumSet.of(Format.JPEG, Format.PNG, Format.GIF);
    }

    @Override
    public long memoryToDecode(Header header, long originalBytes, Size target) {
        Decoder decoder = DECODERS.get(header.format());
        // 4 bytes a pixel each: what is decoded, what the resizing halves it to, and its result
        return decoder.memoryNeeded(header, target)
                + decoder.decoded(header, target).pixels() * 8
                + target.pixels() * 4
                + (1 << 20);
    }

    @Override
    public long memoryToEncode(Size size, Format format, boolean alpha) {
        if (format == Format.GIF) {
            return GifWriter.memoryNeeded(size, 1, limits.maxVariantBytes()).most();
        }
        long samples = size.pixels() * (alpha ? 4 : 3);
        // a PNG of noise is as long as its samples, in four copies while it grows
        return format == Format.PNG ? samples * 5 : size.pixels() * 8;
    }

    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException {
        return DECODERS.get(header.format()).decode(original, header, target, deadline);
    }

    @Override
    public long memoryToDecodeFrames(Header header, long originalBytes, Size target) {
        Size decoded = AreaShrink.before(new Size(header.width(), header.height()), target);
        return GifFrames.memoryNeeded(header) + decoded.pixels() * 8 + target.pixels() * 4 + (1 << 20);
    }

    @Override
    public FrameReader frames(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException {
        GifFrames frames = new GifFrames(original, header, target, deadline);
        return () -> resize(frames.next(), target, deadline);
    }

    @Override
    public FrameWriter.Memory memoryToWrite(Size size, int frames, Format format) {
        return GifWriter.memoryNeeded(size, frames, limits.maxVariantBytes());
    }

    @Override
    public FrameWriter writer(Encoding encoding, Size size, int plays) {
        if (encoding.format() != Format.GIF) {
            throw new IllegalArgumentException("Of animations GIF alone is written in Java, not " + encoding.format());
        }
        return new GifWriter(size, plays, limits.maxVariantBytes());
    }

    /**
     * imgscalr's BALANCED method is bilinear and looks at 2 x 2 pixels only, so more than a halving goes by halves: each
     * of them averages exactly four pixels, and the one odd step comes first.
     */
    @Override
    public Picture resize(Picture picture, Size size, Deadline deadline) {
        int halvings = 0;
        while (picture.size().holds(size.times(2 << halvings))) {
            halvings++;
        }
        BufferedImage image = picture.pixels();
        for (int i = halvings; i >= 0; i--) {
            deadline.check();
            Size next = size.times(1 << i);
            if (next.width() != image.getWidth() || next.height() != image.getHeight()) {
                image = Scalr.resize(image, Scalr.Method.BALANCED, Scalr.Mode.FIT_EXACT, next.width(), next.height());
            }
        }
        return picture.withPixels(image);
    }

    @Override
    public byte[] encode(Picture picture, Encoding encoding, Deadline deadline) {
        if (encoding.format() == Format.GIF) {
            GifWriter still = new GifWriter(picture.size(), 1, limits.maxVariantBytes());
            still.add(picture, 0, deadline);
            return still.finish(deadline);
        }
        return encoder.encode(picture, encoding, deadline);
    }
}
