package darkroom.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The browser of this machine, driven by Playwright with the Node.js of this machine: neither is fetched. Where one is
 * missing, {@link #start} says so on standard error in words that nobody overlooks.
 */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Optional<Chromium> start() {
        Optional<Path> chromium = NAMES.stream().flatMap(Chromium::onPath).findFirst();
        Optional<Path> node = onPath("node").findFirst();
        if (chromium.isEmpty() || node.isEmpty()) {
            return missing(chromium.isEmpty() ? "no chromium on the PATH" : "no node on the PATH");
        }
        try {
            Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                    .setEnv(Map.of(
                            "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                            "1",
                            "PLAYWRIGHT_NODEJS_PATH",
                            node.get().toString())));
            Browser browser =
                    playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium.get()));
            return Optional.of(new Chromium(playwright, browser));
        } catch (PlaywrightException e) {
            return missing(e.getMessage());
        }
    }

    private static Optional<Chromium> missing(String why) {
        System.err.println("""

                ************************************************************************
                NO BROWSER: the web page is NOT tested. It takes Chromium (Debian: apt-get
                install chromium) and Node.js 20 or newer.
                %s
                ************************************************************************
                """.formatted(why));
        return Optional.empty();
    }

    private static Stream<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
