package imaging.vips;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import imaging.CarriedProfile;
import imaging.Deadline;
import imaging.Encoding;
import imaging.Engine;
import imaging.Format;
import imaging.FrameReader;
import imaging.FrameWriter;
import imaging.Header;
import imaging.Limits;
import imaging.Picture;
import imaging.RejectedImageException;
import imaging.Size;
import imaging.VariantTooLongException;
import imaging.WebpWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The fast engine: libvips, for whose JPEGs libturbojpeg works where there is one. The engine in Java stands behind it: for formats that it alone reads, for pictures that it
 * decodes faster or in bounds that libvips does not keep, and as the judge of what libvips refuses, so that both engines
 * refuse the same, but for coefficients of a JPEG that are beyond their block, which libjpeg does not complain of.
 */
public final class VipsEngine implements Engine {
    /** libjpeg keeps all coefficients of a JPEG in several scans, and decodes them in one go that nothing stops. */
    private static final long MOST_COEFFICIENT_BYTES = 128 << 20;

    /** More scans than any encoder makes. */
    private static final int MOST_SCANS = 32;

    /** 0 is fastest, 9 smallest: 4 takes eight times as long as 2, for a file that is 5 % smaller. */
    private static final int AVIF_EFFORT = 2;

    private final Vips vips;
    private final VipsDecoder decoder;
    private final Optional<TurboDecoder> turboDecoder;
    private final Optional<TurboEncoder> turboEncoder;
    private final String name;
    private final Engine java;
    private final long maxVariantBytes;
    private final CarriedProfile carried;
    private final Set<Format> loads;
    private final Set<Format> saves;

    /**
     * @param turbo what decodes and encodes JPEGs in place of libvips, if anything does
     * @param java what stands behind it
     */
    public VipsEngine(VipsLibrary library, Optional<TurboLibrary> turbo, Engine java, Limits limits) {
        this.vips = library.functions();
        this.decoder = new VipsDecoder(vips);
        this.turboDecoder = turbo.map(found -> new TurboDecoder(vips, found));
        this.turboEncoder = turbo.map(TurboEncoder::new);
        this.name = "vips-" + library.version()
                + turbo.map(found -> "+turbo-" + found.version()).orElse("");
        this.java = java;
        this.maxVariantBytes = limits.maxVariantBytes();
        this.carried = new CarriedProfile(maxVariantBytes);
        this.loads = library.loads();
        this.saves = library.saves();
    }

    @Override
    public String name() {
        return name;
    }

    /** libvips evaluates on threads of a pool of its own, of which nothing says whom they work for. */
    @Override
    public boolean worksOnItsCaller() {
        return false;
    }

    @Override
    public Set<Format> reads() {
        Set<Format> all = EnumSet.copyOf(java.reads());
        all.addAll(loads);
        return all;
    }

    @Override
    public Set<Format> writes() {
        Set<Format> all = EnumSet.copyOf(java.writes());
        all.addAll(saves);
        return all;
    }

    private boolean isForVips(Header header) {
        if (!loads.contains(header.format())) {
            return false;
        }
        return switch (header.format()) {
            // four inks are for Java, which knows Adobe's ways with them
            case JPEG ->
                header.samples() != 4
                        && header.scans() <= MOST_SCANS
                        && coefficientBytes(header) <= MOST_COEFFICIENT_BYTES;
            // libvips decodes an interlaced one into memory, and a large one into a file
            case PNG -> !header.progressive();
            default -> true;
        };
    }

    private static long coefficientBytes(Header header) {
        return header.progressive() || header.scans() > 1 ? header.pixels() * header.samples() * 2 : 0;
    }

    @Override
    public long memoryToDecode(Header header, long originalBytes, Size target) {
        long here = isForVips(header) ? vipsMemory(header, originalBytes, target) : 0;
        boolean there = java.reads().contains(header.format());
        return Math.max(here, there ? java.memoryToDecode(header, originalBytes, target) : 0);
    }

    private boolean isForTurbo(Header header, long originalBytes, Size target) {
        return turboDecoder.isPresent()
                && header.format() == Format.JPEG
                && TurboDecoder.isFor(header, originalBytes, target);
    }

    private long vipsMemory(Header header, long originalBytes, Size target) {
        long pixels = header.pixels();
        long whole =
                switch (header.format()) {
                    case JPEG -> coefficientBytes(header);
                    case WEBP -> pixels * 8;
                    case TIFF -> pixels * header.samples() * Math.max(8, header.bits()) / 8 * 2;
                    case AVIF -> pixels * (header.bits() > 8 ? 24 : 16);
                    default -> 0;
                };
        // bands of rows on their way through the filter, at eight samples of 16 bits a pixel
        double shrunk = VipsDecoder.scale(header, target);
        long bands = (long) Math.ceil(header.width() * shrunk) * 16 * 256;
        long decoded = isForTurbo(header, originalBytes, target) ? TurboDecoder.decodedBytes(header, target) : 0;
        return originalBytes + whole + decoded + bands + target.pixels() * 8 + (8 << 20);
    }

    @Override
    public long memoryToEncode(Size size, Format format, boolean alpha) {
        if (!saves.contains(format)) {
            return java.memoryToEncode(size, format, alpha);
        }
        long samples = size.pixels() * (alpha ? 4 : 3);
        long coded =
                switch (format) {
                    case AVIF -> size.pixels() * 32;
                    case WEBP -> size.pixels() * 24;
                    default -> samples * 4;
                };
        return 2 * samples + coded + (2 << 20);
    }

    @Override
    public Picture decode(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException {
        if (!isForVips(header)) {
            return java.decode(original, header, target, deadline);
        }
        try {
            Optional<Picture> picture = isForTurbo(header, original.length, target)
                    ? turboDecoder.orElseThrow().decode(original, header, target, deadline)
                    : Optional.empty();
            return picture.isPresent() ? picture.get() : decoder.decode(original, header, target, deadline);
        } catch (VipsException | RejectedImageException e) {
            if (java.reads().contains(header.format())) {
                return java.decode(original, header, target, deadline);
            }
            throw e;
        }
    }

    @Override
    public long memoryToDecodeFrames(Header header, long originalBytes, Size target) {
        if (header.format() != Format.WEBP) {
            return java.memoryToDecodeFrames(header, originalBytes, target);
        }
        // canvas, frame, what decoding it takes, and a copy; bands of rows on their way through the filter
        return originalBytes * 2 + header.pixels() * 20 + header.width() * 16L * 256 + target.pixels() * 8 + (8 << 20);
    }

    /** GIFs are Java's: libvips clears and restores other pixels than browsers do, and forgives a frame that is cut off. */
    @Override
    public FrameReader frames(byte[] original, Header header, Size target, Deadline deadline)
            throws RejectedImageException, IOException {
        return header.format() == Format.WEBP
                ? new VipsFrames(vips, decoder, original, header, target, deadline)
                : java.frames(original, header, target, deadline);
    }

    @Override
    public FrameWriter.Memory memoryToWrite(Size size, int frames, Format format) {
        return format == Format.WEBP
                ? WebpWriter.memoryNeeded(size, frames, maxVariantBytes, memoryToEncode(size, format, true))
                : java.memoryToWrite(size, frames, format);
    }

    @Override
    public FrameWriter writer(Encoding encoding, Size size, int plays) {
        return encoding.format() == Format.WEBP
                ? new WebpWriter(
                        size, plays, maxVariantBytes, (picture, deadline) -> encode(picture, encoding, deadline))
                : java.writer(encoding, size, plays);
    }

    @Override
    public Picture resize(Picture picture, Size size, Deadline deadline) {
        if (picture.size().equals(size)) {
            return picture;
        }
        try (Input input = new Input(picture);
                VipsWork work = new VipsWork(vips)) {
            Pointer image = work.resize(work.image(input.samples), size);
            VipsSamples resized = work.samples(image, deadline);
            return new Picture(resized, picture.alpha(), picture.gray(), picture.orientation(), picture.profile());
        } catch (VipsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A picture's samples for libvips: where they lie, or a copy for a time. */
    private final class Input implements AutoCloseable {
        private final boolean copied;
        private final VipsSamples samples;

        private Input(Picture picture) {
            VipsSamples lying = (VipsSamples) picture.packed().orElse(null);
            this.copied = lying == null;
            this.samples = copied ? VipsSamples.copyOf(vips, picture) : lying;
        }

        @Override
        public void close() {
            if (copied) {
                samples.close();
            }
        }
    }

    @Override
    public byte[] encode(Picture picture, Encoding encoding, Deadline deadline) {
        if (!saves.contains(encoding.format())) {
            return java.encode(picture, encoding, deadline);
        }
        byte[] profile = picture.profile();
        boolean later = encoding.format() == Format.JPEG || encoding.format() == Format.PNG;
        byte[] bytes = encode(picture, encoding, later ? null : profile, deadline);
        return later && profile != null ? carried.in(bytes, encoding.format(), profile) : bytes;
    }

    /**
     * By the deadline: libvips stops its savers between two bands of rows, and libwebp's in the middle; libaom's it does
     * not, so that one is not begun on where it might be late, and libturbojpeg needs no stopping.
     *
     * @param profile for libvips to write, or null
     */
    private byte[] encode(Picture picture, Encoding encoding, byte[] profile, Deadline deadline) {
        if (encoding.format() == Format.AVIF) {
            deadline.checkFor(
                    avifTime(picture.size(), encoding),
                    "Writing an AVIF of " + picture.size() + " pixels",
                    "Give its recipe a smaller box, or jpeg or webp");
        }
        try (Input input = new Input(picture)) {
            boolean sequential = encoding.format() == Format.JPEG && !encoding.progressive();
            byte[] bytes = sequential && turboEncoder.isPresent()
                    ? turboEncoder.get().encode(input.samples, encoding.quality())
                    : save(input.samples, encoding, profile, deadline);
            if (bytes.length > maxVariantBytes) {
                throw new VariantTooLongException(maxVariantBytes);
            }
            return bytes;
        } catch (VipsException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] save(VipsSamples samples, Encoding encoding, byte[] profile, Deadline deadline)
            throws VipsException {
        try (VipsWork work = new VipsWork(vips)) {
            Pointer image = work.image(samples);
            if (profile != null) {
                vips.vips_image_set_blob_copy(image, VipsDecoder.PROFILE, profile, profile.length);
            }
            return work.by(deadline, image, () -> {
                PointerByReference data = new PointerByReference();
                LongByReference length = new LongByReference();
                if (save(image, encoding, data, length) != 0) {
                    throw work.error();
                }
                return taken(data.getValue(), length.getValue());
            });
        }
    }

    private byte[] taken(Pointer file, long length) {
        try {
            // known only now: what it grows to before is within what was reserved
            if (length > maxVariantBytes) {
                throw new VariantTooLongException(maxVariantBytes);
            }
            return file.getByteArray(0, (int) length);
        } finally {
            vips.g_free(file);
        }
    }

    /** The most that libaom was seen to take: 0.74 s a megapixel of noise up to quality 80, 1.32 above. */
    static Duration avifTime(Size size, Encoding encoding) {
        boolean fine = encoding.lossless() || encoding.quality() > 80;
        return Duration.ofNanos(size.pixels() * (fine ? 1_400 : 800));
    }

    private int save(Pointer image, Encoding encoding, PointerByReference data, LongByReference length) {
        int quality = encoding.quality();
        int lossless = encoding.lossless() ? 1 : 0;
        int interlace = encoding.progressive() ? 1 : 0;
        return switch (encoding.format()) {
            case JPEG ->
                vips.vips_jpegsave_buffer(
                        image, data, length, "Q", quality, "interlace", interlace, "keep", Vips.KEEP_NONE);
            case PNG -> vips.vips_pngsave_buffer(image, data, length, "interlace", interlace, "keep", Vips.KEEP_NONE);
            case WEBP ->
                vips.vips_webpsave_buffer(
                        image, data, length, "Q", quality, "lossless", lossless, "keep", Vips.KEEP_ICC);
            case AVIF ->
                vips.vips_heifsave_buffer(
                        image,
                        data,
                        length,
                        "Q",
                        quality,
                        "lossless",
                        lossless,
                        "compression",
                        Vips.COMPRESSION_AV1,
                        "effort",
                        AVIF_EFFORT,
                        "bitdepth",
                        8,
                        "keep",
                        Vips.KEEP_ICC);
            default -> throw new IllegalArgumentException(encoding.format() + " is not written by libvips");
        };
    }
}
