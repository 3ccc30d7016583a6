package darkroom;

import darkroom.archive.Downloads;
import darkroom.archive.Receipts;
import darkroom.intake.QuarantinedImages;
import darkroom.intake.Seen;
import darkroom.model.IntakeImage;
import darkroom.model.Receipt;
import imaging.BusyException;
import imaging.Recipes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The platform without its doors: the same beans and inner routes, in a process that takes nothing from outside, so that a
 * command can have an image worked on as any other. A picture that ends the process ends the command alone. One thread.
 */
final class Workshop implements AutoCloseable {
    private static final String INNER = "direct:";

    private final ConfigurableApplicationContext context;
    private final ProducerTemplate template;

    /**
     * @param routes pattern of the route files, as in {@code DARKROOM_ROUTES}
     * @throws IOException where they cannot be read
     */
    Workshop(String routes) throws IOException {
        this.context = new SpringApplicationBuilder(Beans.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(Map.of("logging.level.root", "OFF", "spring.main.banner-mode", "off"))
                .run(
                        "--darkroom.settle-seconds=0", // nobody has just killed a command that somebody starts
                        "--logging.level.root=OFF",
                        "--logging.level.darkroom=OFF",
                        "--logging.level.imaging=OFF",
                        "--logging.level.org.apache.camel.impl.engine.AbstractCamelContext=OFF",
                        "--camel.main.routes-include-pattern=" + String.join(",", inner(routes)));
        this.template = context.getBean(CamelContext.class).createProducerTemplate();
    }

    /** The files of routes that are called by other routes, and by nobody outside. */
    static List<String> inner(String pattern) throws IOException {
        List<String> inner = new ArrayList<>();
        for (String one : pattern.split(",")) {
            for (Resource file : new PathMatchingResourcePatternResolver().getResources(one.strip())) {
                try (InputStream text = file.getInputStream()) {
                    Object parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
                    if (from(parsed).startsWith(INNER)) {
                        inner.add(file.getURI().toString());
                    }
                }
            }
        }
        return inner;
    }

    /** Where the route of a file begins; empty for a file that holds none. */
    private static String from(Object file) {
        if (file instanceof List<?> list
                && !list.isEmpty()
                && list.get(0) instanceof Map<?, ?> first
                && first.get("route") instanceof Map<?, ?> route
                && route.get("from") instanceof Map<?, ?> from) {
            return String.valueOf(from.get("uri"));
        }
        return "";
    }

    /** Failed images as they came. */
    QuarantinedImages quarantined() {
        return new QuarantinedImages(
                context.getBean(S3Client.class),
                context.getBean(Settings.class).archive().bucket(),
                context.getBean(Recipes.class));
    }

    Recipes recipes() {
        return context.getBean(Recipes.class);
    }

    Receipts receipts() {
        return context.getBean(Receipts.class);
    }

    /** Originals that recipes kept. */
    Downloads downloads() {
        return context.getBean(Downloads.class);
    }

    /**
     * The receipt of an image, as stored and announced; that of an earlier attempt, where it has been done since.
     *
     * @param seen not never: an attempt that ends the process counts
     * @throws BusyException where others may be at work on it
     */
    Receipt process(IntakeImage image, Seen seen) {
        return request("direct:process", image.id(), image, seen);
    }

    /** An image that is done is told to the world once more. */
    void announce(Receipt receipt) {
        request("direct:announce", receipt.id(), receipt, Seen.before);
    }

    private Receipt request(String route, UUID id, Object body, Seen seen) {
        Exchange done = template.request(route, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.setVariable("seen", seen);
        });
        Exception failed = done.getException();
        if (failed instanceof BusyException busy) {
            throw busy;
        }
        if (failed != null) {
            throw new IllegalStateException("Image " + id + ": " + failed.getMessage(), failed);
        }
        return done.getMessage().getBody(Receipt.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
