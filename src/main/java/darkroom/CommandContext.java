package darkroom;

import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What a command of the jar runs in: the app's own settings, without its routes, and without a word in the log. */
final class CommandContext {
    private CommandContext() {}

    /** @param command enables {@link Settings}; the caller closes what it gets */
    static ConfigurableApplicationContext of(Class<?> command) {
        return new SpringApplicationBuilder(command)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(Map.of("logging.level.root", "OFF", "spring.main.banner-mode", "off"))
                .run("--logging.level.root=OFF", "--logging.level.darkroom=OFF");
    }
}
