package imaging;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The engine that is always there: pure Java, imgscalr fed by a decode at reduced size. */
public final class ImgscalrEngine implements Engine {
    @Override
    public String name() {
        return "imgscalr-4.2";
    }

    @Override
    public Set<Format> reads() {
        return EnumSet.of(Format.JPEG, Format.PNG, Format.GIF, Format.BMP);
    }

    @Override
    public Set<Format> writes() {
        return EnumSet.of(Format.JPEG, Format.PNG);
    }

    @Override
    public long memoryNeeded(Header header, Recipe recipe) {
        return header.pixels() * 16;
    }

    @Override
    public Rendition render(byte[] original, Header header, Recipe recipe, Deadline deadline) {
        return new Rendition(header, List.of());
    }
}
