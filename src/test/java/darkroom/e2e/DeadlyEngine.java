package darkroom.e2e;

import imaging.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * The app's own engine, but for one picture: it ends the process at once, as a fault in a native library would. Each time
 * it writes a line to the file {@code DEATHS} first. A source of Spring's in the app's process.
 */
public final class DeadlyEngine implements BeanPostProcessor {
    /** A picture that ends in this is deadly. */
    static final byte[] MARK = "DEADLY".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof Engine engine ? deadly(engine) : bean;
    }

    private static Engine deadly(Engine engine) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, args) -> {
                    if (method.getName().equals("decode") && isDeadly((byte[]) args[0])) {
                        die();
                    }
                    try {
                        return method.invoke(engine, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean isDeadly(byte[] picture) {
        int from = picture.length - MARK.length;
        return from >= 0 && Arrays.equals(picture, from, picture.length, MARK, 0, MARK.length);
    }

    private static void die() {
        try {
            Files.writeString(
                    Path.of(System.getenv("DEATHS")), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().halt(134);
    }
}
