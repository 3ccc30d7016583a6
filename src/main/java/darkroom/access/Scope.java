package darkroom.access;

/** What a credential may do. */
public enum Scope {
    /** Hand images in. */
    upload,
    /** Read receipts and variants. */
    read,
    /** Read the numbers. */
    usage,
    /** Delete images, and change what belongs to the customer. */
    admin
}
