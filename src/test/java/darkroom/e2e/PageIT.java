package darkroom.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotType;
import darkroom.model.Hashes;
import imaging.Pictures;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The web page in a real browser, on the whole platform. Whatever a page asks of another host than ours, or has refused by
 * its policy, fails the test that it happened in.
 */
class PageIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double SOON = 30_000;

    /** What the first visit may cost, with all scripts, styles and the chart. */
    private static final int FIRST_LOAD_BYTES = 150_000;

    private static final int WIDE = 1280;
    private static final int PHONE = 390;

    /** For docs/: {@code ./darkroom test --update -k PageIT} takes them again. */
    private static final Path SCREENSHOTS = Path.of("docs/images");

    private static final Set<String> SHOWN = Set.of(
            "key-dark-1280.jpg",
            "page-light-1280.jpg",
            "page-dark-1280.jpg",
            "page-light-390.jpg",
            "page-dark-390.jpg",
            "docs-light-1280.jpg");

    private static Chromium chromium;
    private static Platform platform;

    @TempDir
    private Path folder;

    private final List<String> complaints = new ArrayList<>();
    private final List<Response> answers = new ArrayList<>();
    private String customer;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start().orElse(null);
        Assumptions.assumeTrue(chromium != null, "NO BROWSER: the web page is NOT tested.");
        PlaywrightAssertions.setDefaultAssertionTimeout(SOON);
        platform = Platform.shared();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openABrowser(TestInfo test) {
        customer = "page-" + Integer.toHexString(test.getDisplayName().hashCode());
        browse(WIDE, ColorScheme.LIGHT);
    }

    @AfterEach
    void nothingWasAskedOfOthersOrRefused() {
        context.close();
        assertThat(complaints).isEmpty();
        assertThat(answers)
                .extracting(Response::url)
                .allMatch(url -> url.startsWith(platform.app().baseUrl() + "/")
                        || url.startsWith(platform.stack.s3Endpoint() + "/darkroom-inbox/")
                        || url.startsWith("blob:"));
    }

    private void browse(int width, ColorScheme colours) {
        if (context != null) {
            context.close();
        }
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, width == PHONE ? 844 : 900)
                        .setColorScheme(colours)
                        .setReducedMotion(ReducedMotion.REDUCE));
        page = context.newPage();
        page.setDefaultTimeout(SOON);
        page.onConsoleMessage(message -> {
            // an answer that is no success is one of those that are tested; whatever the policy refuses is not
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onResponse(answers::add);
    }

    @Test
    void aLinkWithAKeyOpensThePageAndTheKeyIsKeptInThisTabAlone() throws Exception {
        open();
        assertThat(page.url()).isEqualTo(platform.app().baseUrl() + "/");
        assertThat(page.evaluate("JSON.stringify({...localStorage}) + document.documentElement.outerHTML"))
                .asString()
                .doesNotContain(platform.key(customer));
        page.reload();
        assertThat(page.getByText("Choose a recipe")).isVisible();
        Page another = context.newPage();
        another.navigate(platform.app().baseUrl());
        assertThat(another.getByLabel("Your key")).isVisible();
    }

    @Test
    void whoBringsNoKeyPastesOneAndIsToldWhatIsWrongWithIt() throws Exception {
        page.navigate(platform.app().baseUrl());
        assertThat(page.getByLabel("Your key")).isFocused();
        page.keyboard().type("dk_12345678_wrong");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT))
                .hasText("This key is unknown, or it was revoked or has expired. Paste another one.");

        page.getByLabel("Your key").fill(platform.key(customer));
        page.getByLabel("Remember it").check();
        page.getByRole(AriaRole.BUTTON, named("Open")).click();
        assertThat(page.getByText("Choose a recipe")).isVisible();

        Page another = context.newPage();
        another.navigate(platform.app().baseUrl());
        assertThat(another.getByText("Choose a recipe")).isVisible();
        another.getByRole(AriaRole.BUTTON, named("Change key")).click();
        assertThat(another.getByLabel("Your key")).isVisible();
        assertThat(another.evaluate("localStorage.getItem('darkroom.key')")).isNull();
    }

    /** A queue that went on after another key was taken would hand one customer's pictures to another. */
    @ParameterizedTest
    @ValueSource(strings = {"link", "button"})
    void whatIsOnItsWayEndsWithItsKeyAndNeverGoesWithAnother(String way) throws Exception {
        String other = customer + "-other";
        List<Route> held = new ArrayList<>();
        List<String> credentials = new ArrayList<>();
        List<String> questions = new ArrayList<>();
        page.route(Pattern.compile("/v1/images\\?"), route -> {
            credentials.add(route.request().headers().get("authorization"));
            if (held.size() < 3) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        page.onDialog(question -> {
            questions.add(question.message());
            question.accept();
        });
        open();
        handIn(IntStream.range(0, 14)
                .mapToObj(n -> file("theirs-" + n + ".jpg", Pictures.jpeg(64, 48, n)))
                .toArray(FilePayload[]::new));
        page.waitForCondition(() -> held.size() == 3);

        if (way.equals("link")) {
            page.evaluate("key => { location.hash = `key=${key}`; }", platform.key(other));
        } else {
            page.getByRole(AriaRole.BUTTON, named("Change key")).click();
            page.getByLabel("Your key").fill(platform.key(other));
            page.getByRole(AriaRole.BUTTON, named("Open")).click();
        }
        assertThat(page.locator("#numbers-of")).hasText(other);
        held.forEach(Route::resume);
        handIn(file("mine.jpg", Pictures.jpeg(320, 240)));
        assertThat(card("mine.jpg")).hasAttribute("data-state", "done");

        assertThat(questions).singleElement().asString().contains("14 pictures are still on their way");
        String theirs = "Bearer " + platform.key(customer);
        assertThat(credentials).containsExactly(theirs, theirs, theirs, "Bearer " + platform.key(other));
        assertThat(page.locator(".card")).hasCount(1);
        assertThat(platform.receipts(other)).hasSize(1);
        assertThat(platform.receipts(customer)).isEmpty();
    }

    @Test
    void whatIsHandedInIsDevelopedComparedAndDownloaded() throws Exception {
        open();
        page.locator("#recipes input[value=web]").check();
        handIn(file("hills.jpg", Pictures.jpeg(2400, 1600)), file("logo.png", Pictures.png(600, 400, true)));
        Locator hills = card("hills.jpg");
        assertThat(hills).hasAttribute("data-state", "done");
        assertThat(hills).containsText(Pattern.compile("\\d+ % smaller"));
        assertThat(hills).containsText("1280 × 853 · JPEG");
        assertThat(card("logo.png")).containsText("PNG");

        Locator slider = hills.getByRole(AriaRole.SLIDER);
        slider.focus();
        page.keyboard().press("ArrowRight");
        assertThat(slider).hasAttribute("aria-valuetext", "51 % before");
        assertThat((int) hills.locator("img").first().evaluate("image => image.naturalWidth"))
                .isEqualTo(1280);

        JsonNode receipt = receipt("hills.jpg");
        Download one = page.waitForDownload(() -> hills.getByRole(AriaRole.BUTTON, within("Download hills-thumb.jpg"))
                .click());
        assertThat(one.suggestedFilename()).isEqualTo("hills-thumb.jpg");
        assertThat(Hashes.sha256(Files.readAllBytes(one.path())))
                .isEqualTo(receipt.at("/variants/1/sha256").asText());

        Download all = page.waitForDownload(() ->
                page.getByRole(AriaRole.BUTTON, named("Download all (.zip)")).click());
        Map<String, String> packed = unzip(all.path());
        assertThat(packed)
                .containsOnlyKeys("hills-web.jpg", "hills-thumb.jpg", "logo-web.png", "logo-thumb.png")
                .containsEntry("hills-web.jpg", receipt.at("/variants/0/sha256").asText());
    }

    @Test
    void aLargeFileGoesStraightToS3InParts() throws Exception {
        Path large = folder.resolve("large.jpg");
        Files.write(large, Pictures.jpeg(640, 480));
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((64 << 20) + 1); // behind the picture's end, where no decoder looks
        }
        open();
        page.locator("#files").setInputFiles(large);
        assertThat(card("large.jpg")).hasAttribute("data-state", "done", within(60_000));
        assertThat(answers)
                .filteredOn(answer -> answer.request().method().equals("PUT"))
                .hasSizeGreaterThan(10)
                .extracting(Response::status)
                .containsOnly(200);
        assertThat(answers)
                .noneMatch(answer ->
                        answer.request().method().equals("POST") && answer.url().contains("/v1/images"));
        assertThat(receipt("large.jpg").get("source").asText()).isEqualTo("sqs");
    }

    @Test
    void whatIsRefusedSaysWhyAndWhatToDo() throws Exception {
        open();
        handIn(
                file("letter.jpg", Pictures.text()),
                file("torn.jpg", Pictures.truncated(Pictures.jpeg(640, 480), 0.5)),
                file("empty.png", new byte[0]));
        assertThat(card("letter.jpg")).hasAttribute("data-state", "failed");
        assertThat(card("letter.jpg")).containsText("The format is not supported");
        assertThat(card("letter.jpg")).containsText("The bytes count, not the name");
        assertThat(card("torn.jpg")).containsText("export the image again");
        assertThat(card("torn.jpg")).containsText(Pattern.compile("Image [0-9a-f-]{36}"));
        assertThat(card("empty.png")).containsText("has no bytes");
        assertThat(page.getByText("Try again")).hasCount(0);
        assertThat(page.getByRole(AriaRole.BUTTON, named("Download all (.zip)")))
                .isDisabled();

        page.reload();
        assertThat(page.locator(".card[data-state=failed]")).hasCount(3);
        assertThat(card("letter.jpg")).containsText("The bytes count, not the name");
        assertThat(card("torn.jpg")).containsText(Pattern.compile("Image [0-9a-f-]{36}"));
        page.getByRole(AriaRole.BUTTON, named("Remove from the list: torn.jpg")).click();
        page.reload();
        assertThat(page.locator(".card")).hasCount(2);
        assertThat(page.locator(".card h3").allTextContents()).containsExactlyInAnyOrder("letter.jpg", "empty.png");
    }

    @Test
    void whatIsBeingSentIsCancelledByTheKeyboardAndTriedAgainAsTheSameImage() throws Exception {
        List<Route> held = new ArrayList<>();
        List<String> given = new ArrayList<>();
        List<Request> ended = new ArrayList<>();
        page.route(Pattern.compile("/v1/images\\?"), route -> {
            given.add(route.request().headers().get("idempotency-key"));
            if (held.isEmpty()) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        page.onRequestFailed(ended::add);
        open();
        handIn(file("long.jpg", Pictures.jpeg(320, 240)));
        page.waitForCondition(() -> !held.isEmpty());
        card("long.jpg").getByRole(AriaRole.BUTTON, within("Cancel: long.jpg")).focus();
        page.keyboard().press("Enter");
        assertThat(card("long.jpg")).hasAttribute("data-state", "failed");
        assertThat(card("long.jpg")).containsText("You stopped it");
        page.waitForCondition(() -> ended.contains(held.get(0).request()));

        page.keyboard().press("Tab");
        page.keyboard().press("Enter"); // Try again
        assertThat(card("long.jpg")).hasAttribute("data-state", "done");
        assertThat(given).hasSize(2).containsOnly(given.get(0));
        assertThat(platform.receipts(customer)).hasSize(1);
    }

    @Test
    void whoIsOfflineIsToldSoAndThePictureGoesWhenTheServerIsThereAgain() throws Exception {
        open();
        context.setOffline(true);
        handIn(file("far.jpg", Pictures.jpeg(320, 240)));
        assertThat(card("far.jpg")).containsText("Cannot reach the server. Trying again");
        assertThat(page.locator("#told")).containsText("Cannot reach the server");
        context.setOffline(false);
        assertThat(card("far.jpg")).hasAttribute("data-state", "done");
        assertThat(card("far.jpg")).not().containsText("Cannot reach");
    }

    /** Its receipt came by itself, as that of a large file does. */
    @Test
    void aLargeFileThatIsNoPictureIsNotOfferedToBeTriedAgain() throws Exception {
        Path large = folder.resolve("film.jpg");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((64 << 20) + 1);
        }
        open();
        page.locator("#files").setInputFiles(large);
        assertThat(card("film.jpg")).hasAttribute("data-state", "failed", within(60_000));
        assertThat(card("film.jpg")).containsText("The format is not supported");
        assertThat(card("film.jpg").getByRole(AriaRole.BUTTON)).hasCount(1);
        assertThat(card("film.jpg").getByRole(AriaRole.BUTTON)).hasText("Remove from the list");
    }

    @Test
    void whatMovedAndDoesNotAnyMoreIsSaidToHaveDoneSo() throws Exception {
        open();
        page.locator("#recipes input[value=web]").check();
        handIn(file("dance.gif", Pictures.animatedGif(320, 240, 12)), file("still.gif", Pictures.gif(320, 240)));
        assertThat(card("dance.gif"))
                .containsText("The animation was dropped: only the first of its 12 frames was worked on.");
        assertThat(card("still.gif")).hasAttribute("data-state", "done");
        assertThat(card("still.gif")).not().containsText("animation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "paste"})
    void whatIsDroppedOrPastedAnywhereIsHandedIn(String way) throws Exception {
        open();
        page.evaluate(
                """
                ({way, name, bytes}) => {
                  const data = new DataTransfer();
                  data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], name, {type: 'image/jpeg'}));
                  document.body.dispatchEvent(way === 'drop'
                    ? new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})
                    : new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
                }
                """,
                Map.of(
                        "way",
                        way,
                        "name",
                        way + ".jpg",
                        "bytes",
                        Base64.getEncoder().encodeToString(Pictures.jpeg(64, 48))));
        assertThat(card(way + ".jpg")).hasAttribute("data-state", "done");
    }

    /** A name is a stranger's text. */
    @Test
    void aNameIsShownAsTextWhateverItSays() throws Exception {
        String name = "<img src=x onerror=alert(1)>.jpg";
        open();
        handIn(file(name, Pictures.jpeg(64, 48)));
        assertThat(card(name)).hasAttribute("data-state", "done");
        assertThat(page.locator("h3").first()).hasText(name);
    }

    @Test
    void theListIsThereAgainAfterAReloadUntilItIsCleared() throws Exception {
        open();
        handIn(file("one.jpg", Pictures.jpeg(320, 240)), file("two.jpg", Pictures.jpeg(320, 200)));
        assertThat(card("one.jpg")).hasAttribute("data-state", "done");
        assertThat(card("two.jpg")).hasAttribute("data-state", "done");
        page.reload();
        assertThat(page.locator(".card")).hasCount(2);
        assertThat(card("one.jpg").locator(".developed img")).isVisible();

        page.getByRole(AriaRole.BUTTON, named("Remove: one.jpg")).click();
        assertThat(page.locator(".card")).hasCount(1);
        page.getByRole(AriaRole.BUTTON, named("Clear the list")).click();
        assertThat(page.locator(".card")).hasCount(0);
        page.getByRole(AriaRole.BUTTON, named("Undo")).click();
        assertThat(card("two.jpg")).isVisible();
        page.getByRole(AriaRole.BUTTON, named("Clear the list")).click();
        page.reload();
        assertThat(page.getByText("Nothing here yet")).isVisible();
    }

    @Test
    void theNumbersFollowWhatIsHandedIn() throws Exception {
        open();
        handIn(
                file("a.jpg", Pictures.jpeg(320, 240)),
                file("b.jpg", Pictures.jpeg(320, 200)),
                file("c.png", Pictures.png(64, 64, true)),
                file("d.jpg", Pictures.text()));
        assertThat(page.locator("#numbers-of")).hasText(customer);
        assertThat(page.locator("#legend")).containsText("JPEG 2");
        assertThat(page.locator("#legend")).containsText("PNG 1");
        assertThat(page.locator("#totals div").nth(0)).containsText("Images4");
        assertThat(page.locator("#totals div").nth(1)).containsText("Refused1");
        assertThat(page.locator("#chart canvas")).isVisible();
        page.getByText("As a table").click();
        assertThat(page.locator("#numbers-table tbody tr")).hasCount(1);
        page.locator("#period input[value='7']").check();
        assertThat(page.locator("#legend")).containsText("JPEG 2");
    }

    @Test
    void allOfItIsDoneByTheKeyboard() throws Exception {
        page.onFileChooser(chooser -> {}); // asked for with the key that opens one, it may be told too late
        open();
        tabTo("recipe");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("#recipes input:checked")).not().hasValue("web");
        tabTo("files");
        page.waitForFileChooser(() -> page.keyboard().press("Enter"))
                .setFiles(file("keys.jpg", Pictures.jpeg(320, 240)));
        assertThat(card("keys.jpg")).hasAttribute("data-state", "done");
        assertThat(page.locator("#told")).containsText("keys.jpg");
        tabTo("zip");
        page.waitForDownload(() -> page.keyboard().press("Enter"));
    }

    private void tabTo(String nameOrId) {
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("Tab");
            Object there = page.evaluate(
                    "name => document.activeElement.id === name || document.activeElement.name === name", nameOrId);
            if (Boolean.TRUE.equals(there)) {
                return;
            }
        }
        throw new AssertionError("40 times Tab do not lead to " + nameOrId);
    }

    /** Each of both at least once; all of them with {@code --long}, and where pictures are taken. */
    static Stream<Arguments> looks() {
        Stream<Arguments> some = Stream.of(arguments(ColorScheme.LIGHT, 1280), arguments(ColorScheme.DARK, 390));
        Stream<Arguments> others = Stream.of(arguments(ColorScheme.DARK, 1280), arguments(ColorScheme.LIGHT, 390));
        boolean all = Boolean.getBoolean("darkroom.long") || Boolean.getBoolean("darkroom.update");
        return all ? Stream.concat(some, others) : some;
    }

    @ParameterizedTest
    @MethodSource("looks")
    void whateverItLooksLikeEverybodyCanUseItAndNothingIsWiderThanTheScreen(ColorScheme colours, int width)
            throws Exception {
        browse(width, colours);
        page.navigate(platform.app().baseUrl());
        assertThat(page.getByLabel("Your key")).isVisible();
        check("key", colours, width);

        open();
        handIn(file("hills.jpg", Pictures.jpeg(1600, 1000)), file("letter.jpg", Pictures.text()));
        card("hills.jpg").scrollIntoViewIfNeeded(); // what nobody looks at is not fetched
        assertThat(card("hills.jpg").locator(".developed .before")).isVisible();
        assertThat(card("letter.jpg")).hasAttribute("data-state", "failed");
        assertThat(page.locator("#legend")).containsText("JPEG 1");
        page.getByText("As a table").click();
        check("page", colours, width);

        page.navigate(platform.app().baseUrl() + "/docs/");
        assertThat(page.getByText("Hand in one image").first()).isVisible();
        page.locator("summary").first().click();
        check("docs", colours, width);
    }

    /** No finding of axe that is serious, no sideways scrolling; and a picture of it where --update asks for one. */
    private void check(String what, ColorScheme colours, int width) throws IOException {
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as(what + " is not wider than the screen")
                .isEqualTo(true);
        try (InputStream axe = getClass().getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        JsonNode found = JSON.valueToTree(page.evaluate("async () => (await axe.run()).violations.map(v =>"
                + " ({id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.html + ' ' + n.failureSummary)}))"));
        assertThat(found).as(what + " " + colours + " " + width).noneMatch(v -> List.of("serious", "critical")
                .contains(v.get("impact").asText()));
        String name = "%s-%s-%d.jpg".formatted(what, colours.name().toLowerCase(Locale.ROOT), width);
        if (Boolean.getBoolean("darkroom.update") && SHOWN.contains(name)) {
            page.evaluate("scrollTo(0, 0)");
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(what.equals("page"))
                    .setType(ScreenshotType.JPEG)
                    .setQuality(80)
                    .setPath(SCREENSHOTS.resolve(name)));
        }
    }

    @Test
    void theFirstVisitIsSmallAndItsPolicyStrict() throws Exception {
        open();
        assertThat(page.locator("#chart canvas")).isVisible();
        Response first = answers.get(0);
        assertThat(first.headers().get("content-security-policy"))
                .startsWith("default-src 'none';")
                .contains("frame-ancestors 'none'", "connect-src 'self' " + platform.stack.s3Endpoint())
                .doesNotContain("unsafe", "*", "https:");
        assertThat(first.headers())
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("cache-control", "no-cache")
                .containsKey("etag");
        int bytes = 0;
        for (Response answer : answers) {
            bytes += answer.body().length;
        }
        assertThat(bytes).isBetween(50_000, FIRST_LOAD_BYTES);
        System.out.println("First visit: " + answers.size() + " answers, " + bytes + " bytes");
    }

    @Test
    void theGuideHasEveryCallAndEveryAnswerOfTheDescription() throws Exception {
        page.navigate(platform.app().baseUrl() + "/docs");
        assertThat(page.getByText("Hand in one image").first()).isVisible();
        assertThat(page.url()).endsWith("/docs/");
        JsonNode api =
                JSON.readTree(platform.send(platform.request("/openapi.json")).body());
        int answersThere = 0;
        int calls = 0;
        for (JsonNode item : api.get("paths")) {
            for (JsonNode operation : item) {
                if (operation.has("responses")) {
                    calls++;
                    answersThere += operation.get("responses").size();
                    assertThat(page.locator(
                                            "h3",
                                            new Page.LocatorOptions()
                                                    .setHasText(operation
                                                            .get("summary")
                                                            .asText()))
                                    .count())
                            .isPositive();
                }
            }
        }
        assertThat(page.locator("section.call")).hasCount(calls);
        assertThat(page.locator("section.call > details")).hasCount(answersThere);
        assertThat(page.locator("#post-v1-images")
                        .getByText("Idempotent-Replayed")
                        .first())
                .isAttached();
        assertThat(page.locator("#problems tbody tr"))
                .hasCount(api.at("/components/schemas/Problem/properties/code/enum")
                        .size());
        assertThat(page.locator("#problems")).containsText("a key of its own for each image");
        assertThat(page.locator("body")).not().containsText(".md");
        assertThat(page.locator("#post-v1-images")
                        .getByText("variants[].sha256")
                        .first())
                .isAttached();
    }

    // hands and eyes

    private void open() throws Exception {
        page.navigate(platform.app().baseUrl() + "/#key=" + platform.key(customer));
        assertThat(page.getByText("Choose a recipe")).isVisible();
    }

    private void handIn(FilePayload... files) {
        page.locator("#files").setInputFiles(files);
    }

    private static FilePayload file(String name, byte[] bytes) {
        return new FilePayload(name, "image/" + name.replaceFirst(".*\\.", ""), bytes);
    }

    private Locator card(String name) {
        return page.locator(".card", new Page.LocatorOptions().setHas(page.getByRole(AriaRole.HEADING, named(name))));
    }

    /** As this browser keeps it. */
    private JsonNode receipt(String name) throws IOException {
        String kept = (String)
                page.evaluate("Object.entries(localStorage).find(([k]) => k.startsWith('darkroom.images.'))[1]");
        for (JsonNode entry : JSON.readTree(kept)) {
            if (entry.get("name").asText().equals(name)) {
                return entry.get("receipt");
            }
        }
        throw new AssertionError(name + " is not in " + kept);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static Locator.GetByRoleOptions within(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    private static LocatorAssertions.HasAttributeOptions within(double millis) {
        return new LocatorAssertions.HasAttributeOptions().setTimeout(millis);
    }

    private static Map<String, String> unzip(Path file) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                hashes.put(entry.getName(), Hashes.sha256(zip.readAllBytes()));
            }
        }
        return hashes;
    }
}
