package darkroom.devservices;

import com.fasterxml.jackson.databind.JsonNode;
import darkroom.model.Hashes;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code ./darkroom demo [--exit]}: the whole platform at work. Pictures of two customers go through the three doors; their
 * receipts, links and rows are shown, and counted against what was sent.
 */
public final class Demo {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path QUERIES = Path.of("dashboards/queries");

    /** One picture on its way. */
    private record Sent(String customer, String source, String name, byte[] picture, String outcome) {
        String key() {
            return ReceiptFeed.key(customer, source, Hashes.sha256(picture));
        }
    }

    private final PrintStream out;
    private final Platform platform;
    private final String run = Instant.now().toString();
    private final List<String> missing = new ArrayList<>();

    private Demo(PrintStream out, Platform platform) {
        this.out = out;
        this.platform = platform;
    }

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        Command.run(() -> {
            PrintStream out = System.out;
            Platform platform = new Platform(Settings.environment(), out);
            platform.start();
            boolean exit = args.length > 0 && args[0].equals("--exit");
            Demo demo = new Demo(out, platform);
            demo.show(exit);
            if (exit) {
                return demo.verdict();
            }
            demo.verdict();
            out.println(Up.page(platform));
            out.println("Darkroom is ready: " + platform.app().baseUrl());
            return Up.serve(platform);
        });
    }

    private void show(boolean exit) throws Exception {
        String demoKey = CustomerKey.of("demo", platform.settings(), platform.app());
        String acmeKey = CustomerKey.of("acme", platform.settings(), platform.app());
        List<Sent> sent = pictures();
        Map<String, JsonNode> receipts;
        try (ReceiptFeed feed = new ReceiptFeed(platform.stack().kafkaBrokers());
                Doors doors = new Doors(platform.stack(), platform.app().baseUrl())) {
            out.printf("%nSending %d pictures through the three doors%n", sent.size());
            for (Sent one : sent) {
                send(doors, one, one.customer().equals("demo") ? demoKey : acmeKey);
            }
            receipts = await(feed, sent);
            printReceipts(sent, receipts);
            for (Sent one : sent) {
                check(doors, one, receipts.get(one.key()), one.customer().equals("demo") ? demoKey : acmeKey);
            }
        }
        awaitRows(receipts.values().stream().toList());
        printLinks(sent, receipts, exit);
        printQueries();
    }

    private List<Sent> pictures() {
        return List.of(
                new Sent("demo", "http", "hills.jpg", DemoPicture.photo(2400, 1600, "hills " + run), "ok"),
                new Sent("demo", "http", "logo.png", DemoPicture.logo(600, "logo " + run), "ok"),
                new Sent("demo", "http", "bomb.png", DemoPicture.bomb("bomb " + run), "rejected"),
                new Sent("acme", "http", "chart.gif", DemoPicture.chart(640, 480, "chart " + run), "ok"),
                new Sent("demo", "kafka", "stream.jpg", DemoPicture.photo(640, 480, "stream " + run), "ok"),
                new Sent("acme", "kafka", "stream.png", DemoPicture.logo(300, "stream " + run), "ok"),
                new Sent("acme", "kafka", "broken.png", DemoPicture.broken("broken " + run), "rejected"),
                new Sent("acme", "sqs", "announced.jpg", DemoPicture.photo(3000, 2000, "announced " + run), "ok"),
                new Sent("demo", "sqs", "unannounced.jpg", DemoPicture.photo(1200, 900, "unannounced " + run), "ok"));
    }

    private void send(Doors doors, Sent one, String key) throws Exception {
        switch (one.source()) {
            case "http" -> doors.post(key, one.picture());
            case "kafka" -> doors.send(one.customer(), one.name() + " " + run, one.picture());
            default ->
                doors.drop(
                        one.customer(),
                        run + "/" + one.name(),
                        one.picture(),
                        one.name().startsWith("announced"));
        }
    }

    private Map<String, JsonNode> await(ReceiptFeed feed, List<Sent> sent) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        long told = 0;
        while (true) {
            Map<String, JsonNode> receipts = feed.poll();
            long there =
                    sent.stream().filter(one -> receipts.containsKey(one.key())).count();
            if (there != told) {
                out.printf("  receipts: %d of %d%n", there, sent.size());
                told = there;
            }
            if (there == sent.size() || System.nanoTime() > deadline) {
                return receipts;
            }
        }
    }

    private void printReceipts(List<Sent> sent, Map<String, JsonNode> receipts) {
        out.printf("%n%-8s %-6s %-16s %-9s %-16s %s%n", "customer", "door", "picture", "outcome", "reason", "variants");
        for (Sent one : sent) {
            JsonNode receipt = receipts.get(one.key());
            if (receipt != null) {
                out.printf(
                        "%-8s %-6s %-16s %-9s %-16s %s%n",
                        one.customer(),
                        one.source(),
                        one.name(),
                        receipt.path("outcome").asText(),
                        receipt.path("reason").asText("").replace("null", ""),
                        variants(receipt));
            }
        }
    }

    private static String variants(JsonNode receipt) {
        List<String> variants = new ArrayList<>();
        for (JsonNode variant : receipt.path("variants")) {
            variants.add("%s %dx%d %s"
                    .formatted(
                            variant.path("name").asText(),
                            variant.path("width").asInt(),
                            variant.path("height").asInt(),
                            variant.path("format").asText()));
        }
        return String.join(", ", variants);
    }

    private void check(Doors doors, Sent one, JsonNode receipt, String key) throws Exception {
        String what = one.name() + " of " + one.customer() + " through " + one.source();
        if (receipt == null) {
            missing.add("no receipt for " + what);
            return;
        }
        if (!receipt.path("outcome").asText().equals(one.outcome())) {
            missing.add(what + " is " + receipt.path("outcome").asText() + " and not " + one.outcome());
        }
        int status = doors.get(key, "/v1/images/" + receipt.path("id").asText()).statusCode();
        if (status != 200) {
            missing.add("GET of the receipt for " + what + " answers " + status);
        }
        for (JsonNode variant : receipt.path("variants")) {
            HttpResponse<byte[]> download = doors.get(key, variant.path("href").asText());
            if (download.statusCode() != 200
                    || !Hashes.sha256(download.body())
                            .equals(variant.path("sha256").asText())) {
                missing.add("GET of " + variant.path("href").asText() + " answers " + download.statusCode() + " with "
                        + download.body().length + " bytes, which are not those of the receipt");
            }
        }
    }

    private void awaitRows(List<JsonNode> receipts) throws InterruptedException {
        long expected = receipts.stream()
                .mapToLong(receipt -> Math.max(1, receipt.path("variants").size()))
                .sum();
        String ids = receipts.stream()
                .map(receipt -> "'" + receipt.path("id").asText() + "'")
                .collect(Collectors.joining(",", "(", ")"));
        String count = "SELECT count() FROM image_tallies FINAL WHERE image_id IN " + ids;
        Sql sql = new Sql(platform.settings());
        long deadline = System.nanoTime() + LIMIT.toNanos();
        long rows = -1;
        String why = "";
        while (rows != expected && System.nanoTime() < deadline && !receipts.isEmpty()) {
            long now = rows;
            try {
                now = Long.parseLong(sql.ask(count, "TabSeparated").strip());
                why = "";
            } catch (StartException e) { // the table is made by the app, which may still be at it
                why = ": " + e.getMessage();
            }
            if (now != rows) {
                out.printf("%s  rows in ClickHouse: %d of %d%n", rows < 0 ? "\n" : "", now, expected);
                rows = now;
            }
            Thread.sleep(200);
        }
        if (rows != expected) {
            missing.add("ClickHouse has " + Math.max(0, rows) + " rows of this run and not " + expected + why);
        }
    }

    private void printLinks(List<Sent> sent, Map<String, JsonNode> receipts, boolean exit) {
        out.printf(
                "%nDownload them%s (the key of demo is in %s):%n",
                exit ? " later, while ./darkroom up serves" : "",
                platform.settings().data().root().resolve("demo.key"));
        String key = "Bearer $(cat '" + platform.settings().data().root().resolve("demo.key") + "')";
        for (Sent one : sent) {
            JsonNode receipt = receipts.get(one.key());
            if (receipt != null
                    && one.customer().equals("demo")
                    && receipt.path("variants").size() > 0) {
                out.printf(
                        "  curl -H \"Authorization: %s\" -o %s %s%s%n",
                        key,
                        one.name().replaceFirst("\\..*", "-web.")
                                + receipt.at("/variants/0/format").asText(),
                        platform.app().baseUrl(),
                        receipt.at("/variants/0/href").asText());
            }
        }
        out.printf(
                "Send one of yours:%n  curl -H \"Authorization: %s\" --data-binary @photo.jpg %s/v1/images%n",
                key, platform.app().baseUrl());
    }

    /** Two of the analysts' own queries; the one by customer and type last. */
    private void printQueries() throws IOException, InterruptedException {
        Sql sql = new Sql(platform.settings());
        for (String card : List.of("images-by-day", "images-by-customer-and-type")) {
            Path query = QUERIES.resolve(card + ".sql");
            String text = Files.readString(query);
            out.printf("%n%s  (%s)%n", text.lines().findFirst().orElse("").replaceFirst("^-- *", ""), query);
            try {
                out.print(sql.ask(text, "PrettyCompactMonoBlock"));
            } catch (StartException e) {
                missing.add(query + ": " + e.getMessage());
            }
        }
    }

    private int verdict() {
        out.println();
        missing.forEach(what -> out.println("MISSING: " + what));
        out.println(missing.isEmpty() ? "All that was sent is there." : "The demo is not complete.");
        return missing.isEmpty() ? 0 : 1;
    }
}
