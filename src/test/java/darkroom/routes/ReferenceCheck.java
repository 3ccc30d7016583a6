package darkroom.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of other things: beans and their methods, classes, exceptions, settings. */
final class ReferenceCheck implements RouteCheck {
    private static final Pattern SETTING = Pattern.compile("\\{\\{([^}]*)}}");
    private static final String CLASS = "#class:";

    private final Map<String, Class<?>> beans;
    private final Set<String> settings;

    ReferenceCheck(Map<String, Class<?>> beans, Set<String> settings) {
        this.beans = new TreeMap<>(beans);
        this.settings = Set.copyOf(settings);
    }

    @Override
    public void check(List<RouteFile> files, Consumer<Complaint> complaints) {
        for (RouteFile file : files) {
            for (RouteFile.Place place : file.places()) {
                Consumer<String> wrong = what -> complaints.accept(file.complaint(place.step(), what));
                JsonNode node = place.node();
                if (node.has("ref")) {
                    call(node, wrong);
                } else if (place.key().equals("exception")) {
                    node.forEach(name -> exception(name.asText(), wrong));
                }
                if (node.has("onRedeliveryRef")) {
                    bean(node.get("onRedeliveryRef").asText(), wrong);
                }
                text(node, wrong);
                node.forEach(element -> {
                    if (node.isArray()) {
                        text(element, wrong);
                    }
                });
            }
            for (Endpoint endpoint : Endpoint.of(file.tree())) {
                if (endpoint.component().equals("jdbc")) {
                    bean(endpoint.path(), what -> complaints.accept(file.complaint(endpoint.step(), what)));
                }
            }
        }
    }

    private void call(JsonNode node, Consumer<String> wrong) {
        String name = node.get("ref").asText();
        String method = node.path("method").asText();
        if (!bean(name, wrong)) {
            return;
        }
        if (method.isEmpty()) {
            wrong.accept("names no method of the bean '" + name + "'; Camel would guess one");
        } else if (Arrays.stream(beans.get(name).getMethods())
                .noneMatch(m -> m.getName().equals(method))) {
            wrong.accept("the bean '" + name + "' has no public method '" + method + "'");
        }
    }

    private boolean bean(String name, Consumer<String> wrong) {
        boolean known = beans.containsKey(name);
        if (!known) {
            wrong.accept("there is no bean '" + name + "'; there are " + beans.keySet());
        }
        return known;
    }

    private void text(JsonNode node, Consumer<String> wrong) {
        if (!node.isTextual()) {
            return;
        }
        String text = node.asText();
        if (text.startsWith(CLASS)) {
            load(text.substring(CLASS.length()), wrong);
        } else if (text.startsWith("#")) {
            bean(text.substring(1).replaceFirst("^bean:", ""), wrong);
        }
        Matcher placeholder = SETTING.matcher(text);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!name.startsWith("darkroom.") || !settings.contains(name)) {
                wrong.accept("the setting {{" + name + "}} has no default in application.yaml");
            }
        }
    }

    private static void exception(String name, Consumer<String> wrong) {
        Class<?> type = load(name, wrong);
        if (type != null && !Throwable.class.isAssignableFrom(type)) {
            wrong.accept(name + " is no exception");
        }
    }

    private static Class<?> load(String name, Consumer<String> wrong) {
        try {
            return Class.forName(name, false, ReferenceCheck.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            wrong.accept("there is no class " + name);
            return null;
        }
    }
}
