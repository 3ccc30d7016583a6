package darkroom;

import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/** Settings that a company writes itself, word by word: one that is misspelt would be no limit at all. */
final class KnownWords {
    private static final String QUOTAS = "darkroom.quotas";

    /** Beside them, for the route alone. */
    private static final String LOOK = QUOTAS + ".look-millis";

    private KnownWords() {}

    /** @throws IllegalStateException naming words of quotas that there are not, in files, arguments or JSON; variables may be another program's */
    static void check(Environment environment) {
        try {
            Binder.get(environment)
                    .bind(
                            QUOTAS,
                            Bindable.of(Settings.QuotaSettings.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
        } catch (BindException e) {
            if (!(e.getCause() instanceof UnboundConfigurationPropertiesException unknown)) {
                throw e;
            }
            String words = unknown.getUnboundProperties().stream()
                    .map(ConfigurationProperty::getName)
                    .map(ConfigurationPropertyName::toString)
                    .filter(name -> !name.equals(LOOK))
                    .sorted()
                    .collect(Collectors.joining(", "));
            if (!words.isEmpty()) {
                throw new IllegalStateException(
                        words + ": no such setting. There are " + QUOTAS
                                + ".usual, .plans.NAME and .customers.NAME, and of a"
                                + " plan or customer requests-per-second, burst, concurrent, bytes-a-day and images-a-month",
                        e);
            }
        }
    }
}
