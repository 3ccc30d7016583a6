package darkroom.model;

/**
 * A receipt, or the record of a failure, as the archive has it.
 *
 * @param json its bytes, which are announced as they are: this version may know fewer fields than the one that wrote them
 */
public record StoredReceipt(Receipt receipt, byte[] json) {}
