package imaging.vips;

import java.io.IOException;

/** What libvips said went wrong. About the bytes as a rule; see {@link #isOutOfMemory}. */
final class VipsException extends IOException {
    VipsException(String message) {
        super("libvips: " + message);
    }

    boolean isOutOfMemory() {
        return getMessage().contains("out of memory");
    }
}
