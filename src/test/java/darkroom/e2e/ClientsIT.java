package darkroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.model.Hashes;
import imaging.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The quick starts of docs/clients do what they say, exactly as printed: programs under the names that the text gives them,
 * commands as they stand there. Only address and key, of which the first block speaks, are those of the test.
 */
class ClientsIT {
    private static final Path GUIDES = Path.of("docs/clients");
    private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\n(.*?)```");
    private static Platform platform;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.shared();
    }

    /** The picture that all of them hand in: each is a customer of its own. */
    private static final byte[] PHOTO = Pictures.jpeg(1600, 1200);

    private static final byte[] ANOTHER = Pictures.jpeg(1200, 1600);

    private record Block(String language, String text) {}

    @ParameterizedTest
    @CsvSource({"java.md, HandIn.java", "python.md, hand_in.py", "javascript.md, hand-in.mjs"})
    void aProgramHandsInAndDownloads(String guide, String file) throws Exception {
        String customer = "client-" + guide.replace(".md", "");
        String text = Files.readString(GUIDES.resolve(guide));
        List<Block> blocks = blocks(text);
        assertThat(text).contains("`" + file + "`");
        assertThat(blocks).extracting(Block::language).containsExactly("sh", guide.replace(".md", ""), "sh");
        Files.writeString(folder.resolve(file), blocks.get(1).text());

        String out = run(customer, blocks.get(2).text());

        assertThat(out).contains("bytes instead of");
        assertThat(sha256("web.jpg")).isEqualTo(variant(customer));
        run(customer, blocks.get(2).text()); // the same picture: no second image
        assertThat(platform.receipts(customer)).hasSize(1);
        run(customer, blocks.get(2).text(), ANOTHER);
        assertThat(platform.receipts(customer)).hasSize(2);
    }

    @Test
    void curlHandsInDownloadsWaitsAndCounts() throws Exception {
        String customer = "client-curl";
        List<Block> blocks = blocks(Files.readString(GUIDES.resolve("curl.md")));
        assertThat(blocks).hasSize(5).extracting(Block::language).containsOnly("sh");

        StringBuilder all = new StringBuilder();
        blocks.subList(1, blocks.size()).forEach(block -> all.append(block.text()));
        String out = run(customer, all.toString());

        assertThat(out)
                .contains("Its receipt: " + platform.app().baseUrl() + "/v1/images/")
                .contains("\"outcome\":\"ok\"")
                .contains("day,type,source,outcome,images");
        assertThat(sha256("web.jpg")).isEqualTo(variant(customer));
        assertThat(platform.receipts(customer)).hasSize(2);
        run(customer, blocks.get(1).text(), ANOTHER);
        assertThat(platform.receipts(customer)).hasSize(3);
    }

    /** What the guides say of a refusal: the server's words, and a status that is none of success. */
    @ParameterizedTest
    @CsvSource({"python.md, hand_in.py", "javascript.md, hand-in.mjs", "java.md, HandIn.java"})
    void aRefusalIsToldInTheWordsOfTheServer(String guide, String file) throws Exception {
        List<Block> blocks = blocks(Files.readString(GUIDES.resolve(guide)));
        Files.writeString(folder.resolve(file), blocks.get(1).text());
        Files.write(folder.resolve("photo.jpg"), Pictures.text());
        Ended ended = ended("client-refused", blocks.get(2).text());
        assertThat(ended.exit()).isNotZero();
        assertThat(ended.out()).contains("unsupported-format").contains("The bytes count");
    }

    private static List<Block> blocks(String guide) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(guide);
        for (MatchResult found : block.results().toList()) {
            blocks.add(new Block(found.group(1), found.group(2)));
        }
        assertThat(blocks.get(0).text())
                .isEqualTo(
                        "export DARKROOM_URL=http://127.0.0.1:8080\nexport DARKROOM_KEY=$(cat .darkroom/demo.key)\n");
        return blocks;
    }

    private record Ended(int exit, String out) {}

    private String run(String customer, String commands) throws Exception {
        return run(customer, commands, PHOTO);
    }

    private String run(String customer, String commands, byte[] photo) throws Exception {
        Files.write(folder.resolve("photo.jpg"), photo);
        Ended ended = ended(customer, commands);
        assertThat(ended.exit()).as(ended.out()).isZero();
        return ended.out();
    }

    private Ended ended(String customer, String commands) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment()
                .putAll(Map.of("DARKROOM_URL", platform.app().baseUrl(), "DARKROOM_KEY", platform.key(customer)));
        Process process = shell.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out);
    }

    private String sha256(String file) throws IOException {
        return Hashes.sha256(Files.readAllBytes(folder.resolve(file)));
    }

    /** The hash of the variant web, which is that of every image of the customer. */
    private static String variant(String customer) throws Exception {
        return platform.receipts(customer)
                .values()
                .iterator()
                .next()
                .at("/variants/0/sha256")
                .asText();
    }
}
