package imaging;

import java.util.Locale;

/** An image format, known by its content. Which of them can be read or written is an {@link Engine}'s to say. */
public enum Format {
    JPEG("jpg", "image/jpeg"),
    PNG("png", "image/png"),
    GIF("gif", "image/gif"),
    BMP("bmp", "image/bmp"),
    WEBP("webp", "image/webp"),
    TIFF("tif", "image/tiff"),
    AVIF("avif", "image/avif"),
    HEIC("heic", "image/heic"),
    JXL("jxl", "image/jxl"),
    JP2("jp2", "image/jp2"),
    ICO("ico", "image/vnd.microsoft.icon"),
    PSD("psd", "image/vnd.adobe.photoshop"),
    SVG("svg", "image/svg+xml");

    private final String extension;
    private final String mediaType;

    Format(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    /** The word used in receipts and recipes, such as {@code jpeg}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The end of a file name, without a dot, such as {@code jpg}. */
    public String extension() {
        return extension;
    }

    /** Whether a file of it may be an animation that is kept: frames of others (APNG, AVIF) are not. */
    public boolean moves() {
        return this == GIF || this == WEBP;
    }

    public String mediaType() {
        return mediaType;
    }
}
