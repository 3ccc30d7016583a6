package imaging;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the transforms of the profiles seen last: making one costs 4 ms, and a camera puts the same profile into all of
 * its pictures. A transform belongs to whoever took it until it is given back. Thread-safe.
 */
final class IccTransforms {
    private static final int PROFILES = 32;
    /** Larger ones are printers' and rare; they are made anew each time. */
    private static final int MAX_BYTES = 64 << 10;

    private record Key(ByteBuffer profile, int channels) {}

    /** What is known of a profile; {@code idle} is null where there is nothing to convert. */
    private record Known(Deque<IccTransform> idle) {}

    private final Map<Key, Known> known = new LinkedHashMap<>(PROFILES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > PROFILES;
        }
    };

    /** @return nothing if there is nothing to convert: no profile, a broken one, one for other channels, or sRGB */
    Optional<IccTransform> take(byte[] profile, int channels) {
        if (profile == null) {
            return Optional.empty();
        }
        Key key = new Key(ByteBuffer.wrap(profile), channels);
        synchronized (known) {
            Known seen = known.get(key);
            if (seen != null && seen.idle == null) {
                return Optional.empty();
            }
            if (seen != null && !seen.idle.isEmpty()) {
                return Optional.of(seen.idle.pop());
            }
        }
        Optional<IccTransform> made = make(profile, channels);
        if (profile.length <= MAX_BYTES) {
            synchronized (known) {
                known.putIfAbsent(key, new Known(made.isPresent() ? new ArrayDeque<>() : null));
            }
        }
        return made;
    }

    void giveBack(byte[] profile, int channels, IccTransform transform) {
        synchronized (known) {
            Known seen = known.get(new Key(ByteBuffer.wrap(profile), channels));
            if (seen != null && seen.idle != null) {
                seen.idle.push(transform);
            }
        }
    }

    private static Optional<IccTransform> make(byte[] profile, int channels) {
        try {
            IccTransform transform = IccTransform.toSrgb(profile, channels);
            return transform.isIdentity() ? Optional.empty() : Optional.of(transform);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
