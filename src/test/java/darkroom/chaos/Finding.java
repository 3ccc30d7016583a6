package darkroom.chaos;

/**
 * Something that is not as promised.
 *
 * @param subject an image or whatever else it is about
 * @param check what was compared, in few words
 * @param detail how it is wrong
 */
record Finding(Kind kind, String subject, String check, String detail) {
    enum Kind {
        /** What was accepted is not there. */
        LOST,
        /** Something is there more often than it may be. */
        DUPLICATED,
        /** It is there, and other than it should be. */
        WRONG
    }

    @Override
    public String toString() {
        return kind + " " + subject + ": " + check + ": " + detail;
    }
}
