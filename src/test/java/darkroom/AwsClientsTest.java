package darkroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsClientsTest {
    @ParameterizedTest
    @CsvSource({
        "http://s3:8333, '', true, http://s3:8333",
        "http://s3:8333, https://uploads.example, true, https://uploads.example",
        "'', '', false, https://inbox.s3.eu-central-1.amazonaws.com",
        "'', '', true, https://s3.eu-central-1.amazonaws.com",
        "http://s3:8333, '', false, http://inbox.s3:8333"
    })
    void pagesMaySendToWhereUploadsAreSigned(String s3, String uploads, boolean pathStyle, String origin) {
        Settings.Aws aws = new Settings.Aws(URI.create(s3), "eu-central-1", "k", "s", pathStyle);
        assertThat(AwsClients.uploads(aws, uploads, "inbox")).isEqualTo(URI.create(origin));
    }
}
