package imaging;

import imaging.YamlMap.Item;
import imaging.step.StepPackage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The steps of companies' own code, by their words. Thread-safe. */
public final class CompanySteps {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final String REGISTER = "META-INF/services/" + StepPackage.class.getName();

    /** Of shapes and of what encoders do: receipts name them among the operations. */
    private static final List<String> OPERATIONS = List.of("fit", "fill", "pad");

    private final Limits limits;
    private final SortedMap<String, Known> steps = new TreeMap<>();

    private record Known(imaging.step.Step step, StepThreads threads, String home) {}

    private CompanySteps(Limits limits, Iterable<StepPackage> packages) {
        this.limits = limits;
        for (StepPackage company : packages) {
            String home = company.getClass().getName();
            List<? extends imaging.step.Step> all = company.steps();
            if (all == null) {
                throw new IllegalStateException(home + " has null for steps; return a list.");
            }
            all.forEach(step -> add(step, home));
        }
    }

    /**
     * All that are named in {@code META-INF/services/imaging.step.StepPackage} on the class path.
     *
     * @param limits that hold for what they make
     * @throws IllegalStateException if one cannot be loaded, has a word that is no word, or that is taken already
     */
    public static CompanySteps find(Limits limits) {
        try {
            return new CompanySteps(limits, ServiceLoader.load(StepPackage.class, CompanySteps.class.getClassLoader()));
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException(
                    REGISTER + " names a class that cannot be used: " + e.getMessage()
                            + ". It must be public, implement StepPackage and have a public constructor without"
                            + " parameters.",
                    e);
        }
    }

    /** These alone. */
    public static CompanySteps of(Limits limits, StepPackage... packages) {
        return new CompanySteps(limits, List.of(packages));
    }

    private void add(imaging.step.Step step, String home) {
        String name = step == null ? null : step.name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalStateException(home + " has a step named '" + name
                    + "'; name it in a-z, 0-9 and '-', at most 64, such as 'acme-card'.");
        }
        if (Stream.concat(StepWords.OURS.stream(), OPERATIONS.stream()).anyMatch(name::equals)) {
            throw new IllegalStateException(home + " has a step '" + name
                    + "', which Darkroom has already; begin its name with the company's, such as 'acme-" + name + "'.");
        }
        Known there = steps.putIfAbsent(
                name, new Known(step, new StepThreads(name, step.getClass().getClassLoader()), home));
        if (there != null) {
            throw new IllegalStateException("There are two steps '" + name + "', one of " + there.home()
                    + " and one of " + home + "; rename one of them.");
        }
    }

    List<String> words() {
        return new ArrayList<>(steps.keySet());
    }

    /**
     * Empty where there are mistakes in it.
     *
     * @param list in which the item is
     */
    Optional<Step> read(Item item, YamlMap list) {
        String word = item.word();
        Known known = steps.get(word);
        int before = list.mistakes();
        YamlMap map = item.needs() == null
                ? list.nothing(item.line(), word)
                : item.needs().map(word);
        YamlSettings settings = new YamlSettings(map, () -> AskedKeys.of(known.step()));
        imaging.step.Step step;
        try {
            step = known.step().with(settings);
        } catch (RuntimeException e) {
            if (list.mistakes() == before) {
                list.wrong(item.line(), "'" + word + "' does not take these settings: " + e);
            }
            return Optional.empty();
        }
        settings.close();
        if (step == null) {
            list.wrong(item.line(), "'" + word + "' made null of its settings; return a step in " + known.home());
            return Optional.empty();
        }
        return Optional.of(new CompanyStep(word, step, known.threads(), limits));
    }
}
