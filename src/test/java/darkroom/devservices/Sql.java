package darkroom.devservices;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** {@code ./darkroom sql}: asks ClickHouse, in the database {@code darkroom}. Arguments: query, format of the answer. */
public final class Sql {
    private static final String UNKNOWN_DATABASE = "81";

    private final URI url;
    private final String user;
    private final String password;

    Sql(Settings settings) {
        this.url = settings.clickhouseUrl();
        this.user = settings.get("DARKROOM_CLICKHOUSE_USER").orElse("default");
        this.password = settings.get("DARKROOM_CLICKHOUSE_PASSWORD").orElse("");
    }

    public static void main(String[] args) {
        Command.run(() -> {
            PrintStream out = System.out;
            String answer = new Sql(Settings.environment().withServices()).ask(args[0], args[1]);
            out.print(answer);
            out.flush();
            return 0;
        });
    }

    /**
     * The formatted answer.
     *
     * @throws StartException with ClickHouse's own error, or where it was looked for in vain
     */
    String ask(String query, String format) throws InterruptedException {
        HttpResponse<String> answer = send(query, format, "darkroom");
        if (answer.headers()
                .firstValue("X-ClickHouse-Exception-Code")
                .filter(UNKNOWN_DATABASE::equals)
                .isPresent()) {
            // before the app's first start there is no such database
            answer = send(query, format, "default");
        }
        if (answer.statusCode() != 200) {
            throw new StartException(answer.body().strip());
        }
        return answer.body();
    }

    private HttpResponse<String> send(String query, String format, String database) throws InterruptedException {
        String credential =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/?database=" + database + "&default_format="
                        + URLEncoder.encode(format, StandardCharsets.UTF_8)))
                .header("Authorization", "Basic " + credential)
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new StartException(
                    "ClickHouse does not answer at " + url
                            + " (start it with ./darkroom up, or set DARKROOM_CLICKHOUSE_PORT)",
                    e);
        }
    }
}
