package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PagePolicyTest {
    private static final Path PAGE = Path.of("src/main/resources/static");
    private static final Pattern VENDORED = Pattern.compile("/webjars/[\\w./-]+");
    private static final Pattern INLINE =
            Pattern.compile("(?i)<style|\\sstyle=|\\son\\w+=\"|<script(?![^>]*\\ssrc=)|javascript:");
    private static final Pattern ELSEWHERE = Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg)");

    private final PagePolicy policy = new PagePolicy(URI.create("http://127.0.0.1:4566"));

    @Test
    void aPageTakesNothingFromElsewhereAndIsInNoFrame() throws Exception {
        MockHttpServletResponse page = get("/", null, "<html>");
        assertThat(page.getHeader("Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src"
                                + " 'self' http://127.0.0.1:4566; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(page.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    /** The files of a jar that is built reproducibly have one date in every version. */
    @Test
    void aPageIsAskedForAgainByItsBytes() throws Exception {
        MockHttpServletResponse first = get("/page.css", null, "a {}");
        assertThat(first.getHeader("Cache-Control")).isEqualTo("no-cache");
        String tag = first.getHeader("ETag");
        assertThat(get("/page.css", tag, "a {}").getStatus()).isEqualTo(304);
        assertThat(get("/page.css", tag, "b {}").getStatus()).isEqualTo(200);
    }

    @Test
    void theApiIsLeftAlone() throws Exception {
        assertThat(get("/v1/images/x/web", null, "bytes").getHeaderNames()).isEmpty();
    }

    @Test
    void nothingOfThePageIsInlineOrFromElsewhereAndWhatIsVendoredIsThere() throws IOException {
        try (Stream<Path> files = Files.walk(PAGE)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).hasSizeGreaterThan(10);
            for (Path file : all) {
                String text = Files.readString(file);
                assertThat(ELSEWHERE.matcher(text).results().map(MatchResult::group))
                        .as("%s", file)
                        .isEmpty();
                if (file.toString().endsWith(".html")) {
                    assertThat(INLINE.matcher(text).results().map(MatchResult::group))
                            .as("%s", file)
                            .isEmpty();
                }
                Matcher vendored = VENDORED.matcher(text);
                while (vendored.find()) {
                    assertThat(new ClassPathResource("META-INF/resources" + vendored.group()).exists())
                            .as("%s of %s: as pom.xml has it", vendored.group(), file)
                            .isTrue();
                }
            }
        }
    }

    private MockHttpServletResponse get(String path, String tag, String body) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        if (tag != null) {
            request.addHeader("If-None-Match", tag);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain page = (asked, answer) -> answer.getWriter().write(body);
        policy.doFilter(request, response, page);
        return response;
    }
}
