package darkroom.access.quota;

/**
 * How much of the limit of requests is left, of this replica's part.
 *
 * @param limit the most at once
 * @param windowSeconds in which so many come back
 * @param resetSeconds until all of them are there again
 */
public record Rate(long limit, long windowSeconds, long remaining, long resetSeconds) {}
