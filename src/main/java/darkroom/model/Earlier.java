package darkroom.model;

import java.time.Instant;

/**
 * What others have left of an image.
 *
 * @param receipt of who has done it; null = nobody has
 * @param failures how many are on record
 * @param receivedAt when it came for the first time, where it failed then and its door dates each try anew; else null
 */
public record Earlier(Receipt receipt, int failures, Instant receivedAt) {
    /** Of an image that nobody else can have been at, or whose times agree. */
    public static final Earlier NOTHING = new Earlier(null, 0, null);
}
