package darkroom.model;

import java.util.regex.Pattern;

/** How customers are called: what is called otherwise can be nobody's, whoever is made known later. */
public final class CustomerIds {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,64}");

    private CustomerIds() {}

    /** Whether a customer may be called so: {@code [a-z0-9-]{1,64}}; null is no name. */
    public static boolean isId(String id) {
        return id != null && SHAPE.matcher(id).matches();
    }
}
