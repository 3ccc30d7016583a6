package darkroom.routes;

import java.util.List;
import java.util.function.Consumer;

/** One kind of wrong that route files can be. Stateless. */
interface RouteCheck {
    /** @param files all files that run together, each of them YAML */
    void check(List<RouteFile> files, Consumer<Complaint> complaints);
}
