package darkroom.archive.retention;

/**
 * Something that is not as the retention needs it.
 *
 * @param code what kind of thing
 * @param where a bucket, a bucket and the id of a rule, or the key of an object and its version
 * @param expected in words
 * @param found in words
 */
public record Finding(Code code, String where, String expected, String found) {
    /** Stable names, also of the metric's tag. */
    public enum Code {
        /** The archive has no object lock. */
        NO_OBJECT_LOCK,
        /** A bucket keeps no versions. */
        NOT_VERSIONED,
        /** The archive locks by itself what is to be deletable, such as quarantine. */
        DEFAULT_RETENTION,
        /** A rule of ours is absent, changed or too many. */
        LIFECYCLE_DRIFT,
        /** The credential may not look. */
        CANNOT_TELL,
        /** An object is not locked, or for too short. */
        LOCK,
        /** Its Expires is absent or too early. */
        EXPIRES,
        /** It has no tag {@code days} or {@code kind}, or not those that it was stored with. */
        TAGS,
        /** No rule ever clears it away. */
        NEVER_GOES,
        /** A rule, whoever's, hides it before its lock ends or its days are over. */
        GOES_EARLY,
        /** A delete marker hid it before its time. */
        HIDDEN;

        /** As people and metrics read it: {@code goes-early}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
