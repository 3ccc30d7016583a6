package darkroom.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every complaint, provoked by one change in the files of the house, each of which is sound without it. */
class RouteLintTest {
    private static final Path ROUTES = Path.of("routes");
    private static final RouteLint LINT = House.lint();

    @Test
    void theRoutesOfTheHouseAreSound() throws IOException {
        List<RouteFile> files = RouteFile.folder(ROUTES);
        assertThat(files)
                .extracting(RouteFile::stem)
                .contains("from-http", "from-kafka", "from-sqs", "process", "errors");
        assertThat(LINT.check(files)).isEmpty();
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() throws IOException {
        assertThat(after("process", "    description:", "   description:"))
                .anyMatch(c -> c.matches("process.camel.yaml: is no YAML: line [0-9]+: .*"));
        assertThat(after("process", "    description: Known", "    id: process\n    description: Known"))
                .anyMatch(c -> c.matches("process.camel.yaml: is no YAML: line [0-9]+: Duplicate field 'id'.*"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            process    | - choice:                 | - chioce:                | chioce
            make       | method: process           | metod: process           | metod
            errors     | maximumRedeliveries: 5    | maximumRedeliveries: "x" | maximumRedeliveries
            """)
    void schemaOfCamel(String file, String from, String to, String what) throws IOException {
        assertThat(after(file, from, to)).anyMatch(c -> c.startsWith(file + ".camel.yaml") && c.contains(what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from-kafka | autoOffsetReset: earliest   | autoOffsetRest: earliest                 | autoOffsetRest
            from-kafka | autoCommitEnable: false     | autoCommitEnable: perhaps                | autoCommitEnable
            from-kafka | breakOnFirstError: true     | requestRequiredAcks: all                 | requestRequiredAcks
            from-sqs   | greedy: true                | greedy: true\\n        delaySeconds: 5   | delaySeconds
            from-kafka | kafka:{{darkroom.images.topic}} | kafka:{{darkroom.images.topic}}?groupId=x | belong under 'parameters'
            """)
    void optionsOfAnEndpoint(String file, String from, String to, String what) throws IOException {
        assertThat(after(file, from, to.replace("\\n", "\n"))).anyMatch(c -> c.contains(what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            archive    | uri: direct:put  | uri: exec:rm                             | the component 'exec' is none of
            archive    | uri: direct:put  | uri: file:/tmp                           | the component 'file' is none of
            archive    | uri: direct:put  | uri: https://example.com                 | the component 'https' is none of
            publish    | synchronous: true | brokers: 10.0.0.1                       | 'brokers' belongs into application.yaml
            publish    | synchronous: true | sslKeystorePassword: x                  | 'sslKeystorePassword' belongs into
            put        | autoCreateBucket: false | autoCreateBucket: false\\n                    secretKey: x | 'secretKey' belongs into
            publish    | synchronous: true | schemaRegistryURL: registry:8081        | an address belongs into application.yaml
            publish    | headerFilterStrategy: "#eventHeaders" | producerBatchSize: 1         | lacks headerFilterStrategy
            publish    | requestRequiredAcks: all | requestRequiredAcks: 1           | needs requestRequiredAcks: all
            put        | autoCreateBucket: false | autoCreateBucket: true            | needs autoCreateBucket: false
            from-kafka | autoCommitEnable: false | autoCommitEnable: true            | needs autoCommitEnable: false
            from-kafka | keyDeserializer: org.apache.kafka.common.serialization.ByteArrayDeserializer | lingerMs: 1 | needs keyDeserializer
            """)
    void endpointsOfTheHouse(String file, String from, String to, String what) throws IOException {
        assertThat(after(file, from, to.replace("\\n", "\n"))).anyMatch(c -> c.contains(what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            process    | ref: receipts             | ref: reciepts            | there is no bean 'reciepts'; there are [
            process    | method: find              | method: fnid             | the bean 'receipts' has no public method 'fnid'
            put        | method: label             | scope: Singleton         | names no method of the bean 'archive'
            publish    | "#eventHeaders"           | "#evenHeaders"           | there is no bean 'evenHeaders'
            tally-writer | concurrent.SynchronousExecutor | concurrent.SynchronusExecutor | there is no class
            put        | model.S3Exception         | model.S3Exceptoin        | there is no class software
            put        | software.amazon.awssdk.services.s3.model.S3Exception | java.lang.String | java.lang.String is no exception
            publish    | darkroom.receipts.topic   | darkroom.receipts.topik  | the setting {{darkroom.receipts.topik}} has no default
            publish    | darkroom.receipts.topic   | HOME                     | the setting {{HOME}} has no default
            get-usage  | jdbc:dataSource           | jdbc:dataSauce           | there is no bean 'dataSauce'
            """)
    void namesOfOtherThings(String file, String from, String to, String what) throws IOException {
        assertThat(after(file, from, to)).anyMatch(c -> c.startsWith(file + ".camel.yaml: ") && c.contains(what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            process    | # process:                | # prozess:               | must begin with the comment '# process: what it is for'
            process    | # fails                   | # fals                   | has no line '# fails'
            process    | id: process\\n             | id: proces\\n             | the route's id must be the file's stem, process
            process    | '    description: Known image or new work, then tell the world\\n' | '' | has no description
            process    | '                  id: process-look-up\\n' | ''               | a step 'setVariable' has no id
            process    | '- id: process-new-work'  | '- disabled: false'      | a step 'when' has no id
            process    | '      id: image\\n'       | ''                       | a step 'from' has no id
            errors     | '          id: http-away\\n' | ''                     | a step 'onException' has no id
            errors     | '    id: sqs-errors\\n'    | ''                       | a routeConfiguration without id
            put        | id: theirs                | id: ours                 | this id is there already, in put.camel.yaml
            archive    | id: settled               | id: http-explain          | this id is there already
            """)
    void formOfAFile(String file, String from, String to, String what) throws IOException {
        assertThat(after(file, unescape(from), unescape(to))).anyMatch(c -> c.contains(what));
    }

    @Test
    void aFileHoldsOneRouteOfAtMost60Lines() throws IOException {
        String process = Files.readString(ROUTES.resolve("process.camel.yaml"));
        String another =
                process.substring(process.indexOf("- route:")).replaceAll("(?m)^( *(?:- )?id: )(.*)$", "$1second-$2");
        assertThat(after("process", process, process + another))
                .anyMatch(c -> c.endsWith("must hold exactly one route"))
                .anyMatch(c -> c.contains("lines are more than 60"));
    }

    @Test
    void aRouteFileHoldsNoPolicyAndThePoliciesNoRoute() throws IOException {
        String policy = "- routeConfiguration: {id: x, description: y}\n";
        assertThat(after("process", "- route:", policy + "- route:"))
                .contains("process.camel.yaml: must hold exactly one route");
        String process = Files.readString(ROUTES.resolve("process.camel.yaml"));
        assertThat(after(
                        "errors",
                        "- routeConfiguration:\n    id: http",
                        process + "- routeConfiguration:\n    id: http"))
                .contains("errors.camel.yaml: must hold nothing but routeConfiguration");
    }

    @Test
    void directEndpointsLeadSomewhereAndComeFromSomewhere() throws IOException {
        assertThat(LINT.check(changed("make", "uri: direct:archive", "uri: direct:archiv")))
                .hasSize(2)
                .extracting(Complaint::toString)
                .anyMatch(c -> c.contains("make.camel.yaml: keep: no route is from direct:archiv; there are ["))
                .anyMatch(c -> c.contains("archive.camel.yaml: finished: no route leads to direct:archive"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            process    | 'simple:\\n                          expression: ${variable.receipt} == null' | 'groovy: "1"'  | 'groovy' is a script
            process    | 'simple:\\n                          expression: ${variable.receipt} == null' | 'jsonpath: "$.x"' | 'jsonpath' is a script
            process    | 'simple:\\n                          expression: ${variable.receipt} == null' | 'language: {language: js, expression: x}' | 'language' is a script
            process    | 'simple:\\n                          expression: ${variable.receipt} == null' | 'ref: "x"' | the language 'ref' is none of
            process    | ${variable.receipt} == null | ${bean:receipts.find} == null | ${bean:receipts.find} is no property
            process    | ${variable.receipt} == null | ${date:now} == null           | ${date:now} is no property
            process    | ${variable.receipt} == null | ${env.HOME} == null           | ${env.HOME} is no property
            process    | ${variable.receipt} == null | ${variable.receipt} == 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' | write a bean
            """)
    void noScripts(String file, String from, String to, String what) throws IOException {
        assertThat(after(file, unescape(from), to)).anyMatch(c -> c.contains(what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from-kafka | '    routeConfigurationId: kafka-errors\\n' | '' | consumes from outside and names no routeConfigurationId
            from-kafka | 'routeConfigurationId: kafka-errors' | 'routeConfigurationId: kafka-erors' | there is no routeConfiguration 'kafka-erors'; there are [
            from-kafka | '    routeConfigurationId: kafka-errors\\n' | '    errorHandler: {noErrorHandler: {}}\\n' | has an errorHandler
            from-kafka | 'pattern: "*"'                             | 'pattern: "Camel*"' | calls direct:process before removeHeaders
            from-http  | 'pattern: "*"'                             | 'pattern: "*"\\n            excludePattern: "Camel*"' | a scrub keeps 'Camel*'
            from-sqs   | '                  id: scrub-object\\n                  pattern: "*"' | '                  id: scrub-object\\n                  pattern: "X*"' | calls direct:arrival before removeHeaders
            archive    | '    errorHandler:\\n      noErrorHandler: {}\\n' | '' | is an inner route: it needs errorHandler
            archive    | '    errorHandler:\\n'  | '    routeConfigurationId: http-errors\\n    errorHandler:\\n' | only the edge decides about errors
            """)
    void errorsAndHeadersAreDecidedAtTheEdge(String file, String from, String to, String what) throws IOException {
        assertThat(after(file, unescape(from), unescape(to))).anyMatch(c -> c.contains(what));
    }

    private static String unescape(String text) {
        return text == null ? "" : text.replace("\\n", "\n");
    }

    /** What is said of a file and the policies after one place of the file was changed. */
    private static List<String> after(String file, String from, String to) throws IOException {
        List<RouteFile> changed = changed(file, from, to).stream()
                .filter(f -> f.stem().equals(file) || f.stem().equals(FormCheck.POLICIES))
                .toList();
        return LINT.check(changed).stream().map(Complaint::toString).toList();
    }

    private static List<RouteFile> changed(String file, String from, String to) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        for (RouteFile sound : RouteFile.folder(ROUTES)) {
            String text = Files.readString(ROUTES.resolve(sound.name()));
            if (sound.stem().equals(file)) {
                assertThat(text).contains(from);
                int at = text.indexOf(from);
                text = text.substring(0, at) + to + text.substring(at + from.length());
            }
            files.add(RouteFile.of(sound.stem(), text));
        }
        return files;
    }
}
