package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkshopTest {
    @Test
    void takesTheRoutesThatOthersCallAndNoneThatConsumesFromOutside() throws Exception {
        List<String> names = Workshop.inner("file:routes/*.camel.yaml").stream()
                .map(uri -> uri.replaceFirst(".*/", "").replace(".camel.yaml", ""))
                .toList();

        assertThat(names)
                .contains("process", "archive", "put", "announce", "publish")
                .doesNotContain(
                        "from-http",
                        "from-kafka",
                        "from-sqs",
                        "sweep-inbox",
                        "tally-writer",
                        "announce-later",
                        "reconcile",
                        "get-receipt",
                        "errors");
    }
}
