package darkroom;

import java.util.Arrays;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.ConfigurableApplicationContext;

/** What a command of the jar runs in: the app's own settings, without its routes, and without a word in the log. */
final class CommandContext {
    private CommandContext() {}

    /** What is wrong with a setting, which a command without a log would keep to itself: its name, its value and why. */
    private static String told(ConfigurationPropertiesBindException wrong) {
        for (Throwable cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind && bind.getProperty() != null) {
                Throwable why = bind;
                while (why.getCause() != null) {
                    why = why.getCause();
                }
                Object[] words =
                        bind.getTarget().getType().resolve(Object.class).getEnumConstants();
                return bind.getProperty().getName() + " cannot be '"
                        + bind.getProperty().getValue() + "': "
                        + (words == null ? why.getMessage() : "there are " + Arrays.toString(words) + ".");
            }
        }
        return wrong.getMessage();
    }

    /**
     * @param command enables {@link Settings}; the caller closes what it gets
     * @throws IllegalStateException on a setting whose value cannot be one, in words to be printed
     */
    static ConfigurableApplicationContext of(Class<?> command) {
        try {
            return new SpringApplicationBuilder(command)
                    .web(WebApplicationType.NONE)
                    .logStartupInfo(false)
                    .properties(Map.of("logging.level.root", "OFF", "spring.main.banner-mode", "off"))
                    .run(
                            "--logging.level.root=OFF",
                            "--logging.level.darkroom=OFF",
                            // nobody's request waits meanwhile, and a command cannot come again by itself
                            "--spring.datasource.hikari.connection-timeout=10000");
        } catch (ConfigurationPropertiesBindException wrong) {
            throw new IllegalStateException(told(wrong), wrong);
        }
    }
}
