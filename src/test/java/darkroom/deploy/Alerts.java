package darkroom.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alerts of deploy/prometheus/alerts.yaml. */
public final class Alerts {
    static final String RULES = "deploy/prometheus/alerts.yaml";
    private static final Pattern SERIES = Pattern.compile("(darkroom_[a-z0-9_]+)(\\{[^}]*})?");

    private Alerts() {}

    static List<Map<String, Object>> all() throws IOException {
        List<Map<String, Object>> alerts = new ArrayList<>();
        for (Map<String, Object> group : maps(ProjectFiles.yaml(RULES).get("groups"))) {
            alerts.addAll(maps(group.get("rules")));
        }
        return alerts;
    }

    /** What they ask for, such as {@code darkroom_breaker_open{dependency="s3"}}. */
    public static Set<String> series() throws IOException {
        Set<String> series = new TreeSet<>();
        for (Map<String, Object> alert : all()) {
            Matcher m = SERIES.matcher((String) alert.get("expr"));
            while (m.find()) {
                series.add(m.group());
            }
        }
        return series;
    }

    @SuppressWarnings("unchecked") // YAML maps have names as keys
    private static List<Map<String, Object>> maps(Object list) {
        return (List<Map<String, Object>>) list;
    }
}
