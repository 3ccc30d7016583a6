package darkroom.model;

/** What a customer has taken, as far as it is tallied. */
public record Use(long bytesToday, long imagesThisMonth) {
    public static final Use NONE = new Use(0, 0);
}
