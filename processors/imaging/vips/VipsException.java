package imaging.vips;

import java.io.IOException;

/** What libvips said went wrong. About the bytes as a rule; see {@link #unlessOutOfMemory}. */
final class VipsException extends IOException {
    VipsException(String message) {
        super("libvips: " + message);
    }

    /**
     * This one, where it is about the bytes.
     *
     * @throws OutOfMemoryError if it is not: that is ours, not the picture's
     */
    VipsException unlessOutOfMemory() {
        if (getMessage().contains("out of memory")) {
            throw new OutOfMemoryError(getMessage());
        }
        return this;
    }
}
