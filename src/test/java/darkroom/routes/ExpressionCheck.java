package darkroom.routes;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.catalog.DefaultCamelCatalog;

/** No scripts: an expression is a property, a constant or a call of a bean; what needs thought is a bean. */
final class ExpressionCheck implements RouteCheck {
    private static final Set<String> ALLOWED =
            Set.of("simple", "constant", "header", "variable", "method", "exchangeProperty");
    private static final Set<String> SCRIPTS = scripts();
    /** ${body}, ${variable.x.y}, ... and no function: no bean:, file:, date:, env:, random. */
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{(body|variable|exception|header)([.][\\w.]+)?}");

    private static final Pattern PART = Pattern.compile("\\$\\{[^}]*}?");
    private static final int LONGEST = 80;

    private static Set<String> scripts() {
        Set<String> names = new TreeSet<>(new DefaultCamelCatalog().findLanguageNames());
        names.removeAll(ALLOWED);
        names.removeAll(Set.of("bean", "ref")); // steps and keys are called so too; as expressions they are found below
        names.addAll(Set.of("language", "script"));
        return names;
    }

    @Override
    public void check(List<RouteFile> files, Consumer<Complaint> complaints) {
        for (RouteFile file : files) {
            for (RouteFile.Place place : file.places()) {
                Consumer<String> wrong = what -> complaints.accept(file.complaint(place.step(), what));
                if (SCRIPTS.contains(place.key())) {
                    wrong.accept("'" + place.key() + "' is a script; write a bean");
                }
                if (place.key().equals("expression") && place.node().isObject()) {
                    place.node().fieldNames().forEachRemaining(language -> {
                        if (!ALLOWED.contains(language) && !SCRIPTS.contains(language)) {
                            wrong.accept("the language '" + language + "' is none of " + new TreeSet<>(ALLOWED));
                        }
                    });
                }
                if (place.key().equals("simple")) {
                    String text = place.node().isTextual()
                            ? place.node().asText()
                            : place.node().path("expression").asText();
                    simple(text, wrong);
                }
            }
        }
    }

    private static void simple(String text, Consumer<String> wrong) {
        if (text.length() > LONGEST) {
            wrong.accept("an expression of " + text.length() + " characters; write a bean");
        }
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (!PROPERTY.matcher(part.group()).matches()) {
                wrong.accept(part.group() + " is no property of body, variable, exception or header; write a bean");
            }
        }
    }
}
