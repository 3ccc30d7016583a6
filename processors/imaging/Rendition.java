package imaging;

import java.util.List;

/**
 * What one image became: one variant for each of the recipe's outputs, in the recipe's order.
 *
 * @param measures null where the recipe asks for none
 */
public record Rendition(Header header, List<Variant> variants, Measures measures) {
    public Rendition {
        variants = List.copyOf(variants);
    }

    /** Of all variants together. */
    long bytes() {
        return variants.stream().mapToLong(variant -> variant.bytes().length).sum();
    }

    /**
     * One encoded output, free of metadata but for what the recipe keeps.
     *
     * @param frames more than one where it moves
     * @param operations what was done to the pixels, in order, such as {@code orient}, {@code srgb}, {@code fit}
     */
    public record Variant(
            String name, Format format, int width, int height, int frames, List<String> operations, byte[] bytes) {
        public Variant {
            operations = List.copyOf(operations);
        }
    }
}
