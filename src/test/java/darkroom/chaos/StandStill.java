package darkroom.chaos;

import darkroom.model.FinishedImage;
import darkroom.model.IntakeImage;
import darkroom.model.Receipt;
import imaging.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;

/**
 * In the app's process: the switch that holds one thread where it is. Whoever wants that writes the file {@code
 * $CHAOS_FILE.arm}: the step, the id of the route that the exchange came in by, and ids of images that are to be spared, a
 * line each. The first thread that comes to the step takes the file away, leaves {@code $CHAOS_FILE.reached} with the id of
 * its image, and stands still for good; the others go on. A source of Spring's, on the class path of tests alone.
 */
public final class StandStill {
    /** The picture is decoded, nothing is made of it yet. */
    static final String DECODED = "(decoded)";

    /** The exchange is over: its answer is written, its offset committed, its message deleted. */
    static final String COMPLETED = "(completed)";

    /** Names the files, without their endings. */
    static final String VARIABLE = "CHAOS_FILE";

    private static final String WORK = "make-variants";
    private static final Path ARM = file(".arm");

    /** Whose picture this thread works on. */
    private static final ThreadLocal<Exchange> IN_WORK = new ThreadLocal<>();

    private StandStill() {}

    private static Path file(String ending) {
        return Path.of(System.getenv().getOrDefault(VARIABLE, "unarmed") + ending);
    }

    /** Where the files of all replicas lie. */
    static Path folder() {
        return file("").toAbsolutePath().getParent();
    }

    /** The name of the replica that this is. */
    static String replica() {
        return file("").getFileName().toString();
    }

    @Bean
    static InterceptStrategy standStillAtSteps() {
        return (context, definition, target, next) -> new Step(target, definition.getId());
    }

    private static final class Step extends DelegateAsyncProcessor {
        private final String id;

        Step(Processor target, String id) {
            super(target);
            this.id = id;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            at(id, exchange);
            if (!id.equals(WORK)) {
                return super.process(exchange, callback);
            }
            IN_WORK.set(exchange);
            try {
                return super.process(exchange, callback);
            } finally {
                IN_WORK.remove();
            }
        }
    }

    @Bean
    static EventNotifier standStillAtTheEnd() {
        return new EventNotifierSupport() {
            @Override
            public boolean isEnabled(CamelEvent event) {
                return event instanceof ExchangeCompletedEvent;
            }

            @Override
            public void notify(CamelEvent event) {
                Exchange exchange = ((ExchangeCompletedEvent) event).getExchange();
                boolean part = exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX) != null;
                if (!part) {
                    at(COMPLETED, exchange);
                }
            }
        };
    }

    @Bean
    static BeanPostProcessor standStillAfterDecoding() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Engine engine ? standingStill(engine) : bean;
            }
        };
    }

    private static Engine standingStill(Engine engine) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(engine, args);
                        if (method.getName().equals("decode") && IN_WORK.get() != null) {
                            at(DECODED, IN_WORK.get());
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void at(String step, Exchange exchange) {
        if (!Files.exists(ARM)) {
            return;
        }
        try {
            List<String> wanted = Files.readAllLines(ARM);
            String image = image(exchange);
            if (wanted.size() >= 2
                    && wanted.get(0).equals(step)
                    && wanted.get(1).equals(exchange.getFromRouteId())
                    && !wanted.contains(image)) {
                Files.move(ARM, file(".taken"), StandardCopyOption.ATOMIC_MOVE);
                Files.writeString(file(".taken"), image);
                Files.move(file(".taken"), file(".reached"), StandardCopyOption.ATOMIC_MOVE);
                while (true) {
                    LockSupport.park();
                }
            }
        } catch (NoSuchFileException e) {
            // another thread was first
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its id; empty where none is known (yet). */
    private static String image(Exchange exchange) {
        if (exchange.getVariable("finished") instanceof FinishedImage finished) {
            return finished.receipt().id().toString();
        }
        Object body = exchange.getMessage().getBody();
        return body instanceof IntakeImage image
                ? image.id().toString()
                : body instanceof Receipt receipt ? receipt.id().toString() : "";
    }
}
