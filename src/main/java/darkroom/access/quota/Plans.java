package darkroom.access.quota;

import darkroom.access.Customer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The limits of each customer. Immutable, as far as its registry is; thread-safe. */
public final class Plans {
    private final Map<String, Plan> plans;
    private final Map<String, Plan> customers;
    private final Plan usual;
    private final Function<String, Optional<Customer>> registry;

    /**
     * @param plans by the name that a customer's record has
     * @param customers by customer, instead of a plan
     * @param usual names the plan of those whose record names none, or one that there is not
     * @param registry must not wait
     */
    public Plans(
            Map<String, Plan> plans,
            Map<String, Plan> customers,
            String usual,
            Function<String, Optional<Customer>> registry) {
        this.plans = Map.copyOf(plans);
        this.customers = Map.copyOf(customers);
        this.registry = registry;
        this.usual = this.plans.get(usual);
        if (this.usual == null) {
            throw new IllegalStateException("darkroom.quotas.usual is '" + usual
                    + "', but darkroom.quotas.plans has only " + this.plans.keySet() + ". Name one of them");
        }
    }

    Plan of(String customer) {
        Optional<Customer> record = registry.apply(customer);
        Plan plan = customers.get(customer);
        if (plan == null) {
            plan = record.map(Customer::plan).map(plans::get).orElse(usual);
        }
        long images = record.map(Customer::quota).orElse(0L);
        return images > 0 ? plan.withImages(images) : plan;
    }
}
