package darkroom.routes;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.FileSystemResource;

/** What the platform offers to its routes. */
final class House {
    private static final String[] DECLARATIONS = {
        "darkroom.Beans", "darkroom.Edge", "darkroom.AwsClients", "darkroom.Outages"
    };

    private House() {}

    /** Names and types of the beans that are declared, and of the one that Spring Boot makes of the settings. */
    static Map<String, Class<?>> beans() {
        Map<String, Class<?>> beans = new TreeMap<>();
        beans.put("dataSource", DataSource.class);
        for (String declaration : DECLARATIONS) {
            for (Method method : load(declaration).getDeclaredMethods()) {
                if (method.isAnnotationPresent(Bean.class)) {
                    beans.put(method.getName(), method.getReturnType());
                }
            }
        }
        return beans;
    }

    /** application.yaml, flat. */
    static Properties settings() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource("src/main/resources/application.yaml"));
        return yaml.getObject();
    }

    static RouteLint lint() {
        return new RouteLint(beans(), names(settings()));
    }

    private static Set<String> names(Properties settings) {
        return settings.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " was moved; tell the check of the route files where to", e);
        }
    }
}
