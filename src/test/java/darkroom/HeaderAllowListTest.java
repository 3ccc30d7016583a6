package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeaderAllowListTest {
    private static final List<String> EVIL = List.of(
            "CamelAwsS3Key",
            "camelawss3key",
            "CAMELHttpUri",
            "kafka.OVERRIDE_TOPIC",
            "kAfKa.TOPIC",
            "org.apache.camel.foo",
            "Cookie",
            "X-Forwarded-For",
            "");

    private final HeaderAllowList list = new HeaderAllowList(Set.of("authorization", "ce_id"), Set.of("etag"));

    @Test
    void letsInWhatIsListedWhateverItsCase() {
        for (String name : List.of("authorization", "Authorization", "AUTHORIZATION", "ce_id", "CE_ID")) {
            assertThat(list.applyFilterToExternalHeaders(name, "x", null))
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void letsOutOnlyWhatIsListedForTheWayOut() {
        assertThat(list.applyFilterToCamelHeaders("ETag", "x", null)).isFalse();
        assertThat(list.applyFilterToCamelHeaders("Authorization", "x", null)).isTrue();
        assertThat(list.applyFilterToExternalHeaders("ETag", "x", null)).isTrue();
    }

    @Test
    void letsNothingElsePassEitherWay() {
        for (String name : EVIL) {
            assertThat(list.applyFilterToExternalHeaders(name, "x", null))
                    .as(name)
                    .isTrue();
            assertThat(list.applyFilterToCamelHeaders(name, "x", null)).as(name).isTrue();
        }
    }

    @Test
    void noEndpointOfThePlatformLetsCamelsOwnNamesIn() {
        Edge edge = new Edge();
        for (var strategy : List.of(edge.httpHeaders(), edge.eventHeaders(), edge.noticeHeaders())) {
            for (String name : EVIL) {
                assertThat(strategy.applyFilterToExternalHeaders(name, "x", null))
                        .as(name)
                        .isTrue();
                assertThat(strategy.applyFilterToCamelHeaders(name, "x", null))
                        .as(name)
                        .isTrue();
            }
        }
    }

    @Test
    void nobodyIsSentTheCredentialOfARequest() {
        assertThat(new Edge().httpHeaders().applyFilterToCamelHeaders("Authorization", "x", null))
                .isTrue();
    }
}
