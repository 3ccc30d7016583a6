package darkroom.chaos;

import imaging.Nearest;
import java.util.List;
import java.util.Optional;

/**
 * The fault matrix: everything that is known to go wrong around the app, and what proves that nothing is lost, doubled or
 * wrong then. A row is a {@link Trouble} that befalls the platform under load, or tests that show it alone.
 */
public final class Fault {
    /** It needs a disk of its own under S3, which not every machine gives. */
    public static final Fault DISK_FULL = scenario("disk-full", "the disk of S3 is full", EngineTroubles::diskFull);

    static final List<Fault> ALL = List.of(
            scenario(
                    "client-dies",
                    "an uploading client dies in the middle of the body, and comes again",
                    SenderTroubles::diesInTheMiddle),
            scenario(
                    "answer-lost",
                    "a client loses the answer and comes again with the same key, five times",
                    SenderTroubles::losesAnswers),
            scenario(
                    "duplicates", "records and notices come four times each, in any order", SenderTroubles::duplicates),
            scenario(
                    "two-replicas",
                    "two replicas work on the same images at the same time",
                    SenderTroubles::twoReplicasOnOneImage),
            scenario(
                    "same-inbox-key",
                    "other versions come under the same inbox key while the first is worked on",
                    SenderTroubles::sameInboxKey),
            scenario(
                    "sweep-races-notice",
                    "a notice comes at the moment at which the sweep finds its object",
                    SenderTroubles::sweepRacesNotice),
            scenario("delete-marker", "somebody deletes what is archived", ReplicaTroubles::deleteMarker),
            scenario("poison-record", "one record in fifty can never become an image", SenderTroubles::poisonRecords),
            tested(
                    "poison-notice",
                    "messages that are no notices, or of no object",
                    "HostileSendersIT#messagesThatAreNoNoticeOrOfNoObject"),
            tested(
                    "hostile-record",
                    "headers and values that nobody sends who means well",
                    "HostileSendersIT#recordsWithOddHeadersOrNoValue"),
            scenario(
                    "broker-down-at-start",
                    "both replicas start while there is no broker",
                    EngineTroubles::brokerDownAtStart),
            scenario("broker-away", "the broker is killed; uploads go on", EngineTroubles::brokerAway),
            scenario(
                    "broker-frozen",
                    "the broker stands still in the middle of polls (SIGSTOP)",
                    EngineTroubles::brokerFrozen),
            scenario(
                    "commit-answer-lost",
                    "the broker stores offsets, and its answer gets lost",
                    EngineTroubles::commitAnswerLost),
            scenario(
                    "announcement-answer-lost",
                    "the broker stores a receipt, and its answer gets lost",
                    EngineTroubles::announcementAnswerLost),
            scenario("rebalance", "replicas come and go while images take seconds", ReplicaTroubles::rebalance),
            scenario(
                    "zombie",
                    "a replica stands still past its session and visibilities, and goes on (SIGSTOP, SIGCONT)",
                    ReplicaTroubles::zombie),
            scenario(
                    "zombie-decode",
                    "a replica stands still inside a decode, and goes on past the image's time, while another does it",
                    ReplicaTroubles::zombieDecode),
            scenario("s3-away", "S3 cannot be reached", EngineTroubles::s3Away),
            scenario("s3-slow", "S3 takes a second longer for everything", EngineTroubles::s3Slow),
            scenario("s3-slow-down", "S3 answers 503 SlowDown to 30 %", EngineTroubles::s3SlowDown),
            scenario("put-answer-lost", "S3 stores objects, and its answer gets lost", EngineTroubles::putAnswerLost),
            scenario("s3-conflict", "S3 answers 409 to writes of which nothing is there", EngineTroubles::s3Conflict),
            scenario(
                    "s3-refuses",
                    "S3 answers 403 to everything, and good images are no dead letters",
                    EngineTroubles::s3Refuses),
            scenario(
                    "visibility-ends",
                    "messages become visible again while their images are worked on",
                    EngineTroubles::visibilityEnds),
            scenario("delete-lost", "deletes of messages get lost, or their answers", EngineTroubles::deleteLost),
            scenario("sqs-away", "SQS cannot be reached", EngineTroubles::sqsAway),
            scenario("clickhouse-away", "ClickHouse is killed and away under load", EngineTroubles::clickHouseAway),
            scenario(
                    "insert-answer-lost",
                    "ClickHouse stores rows, and its answer gets lost",
                    EngineTroubles::insertAnswerLost),
            scenario(
                    "killed-inside-insert",
                    "ClickHouse is killed inside of an INSERT",
                    EngineTroubles::killedInsideInsert),
            scenario(
                    "poison-receipt",
                    "one of a thousand receipts of a batch is refused by ClickHouse",
                    ReplicaTroubles::poisonReceipt),
            tested(
                    "worker-killed",
                    "a replica is killed at each step, each by one of the doors (SIGKILL)",
                    "ChaosIT#twoReplicasThatAreKilledAtEveryPointLoseNothingAndDoNothingTwice"),
            scenario("sigterm", "a replica is stopped while uploads are in work (SIGTERM)", ReplicaTroubles::sigterm),
            tested(
                    "deadly-picture",
                    "a picture ends the process whenever it is decoded",
                    "DeadlyPictureIT#overKafkaItHasFailedAfterThreeAttemptsAndTheNextImageGoesOn"),
            scenario("decode-hangs", "a decoder hangs for longer than a session", ReplicaTroubles::decodeHangs),
            tested(
                    "step-hangs",
                    "a company's step hangs for good",
                    "FailedIT#aCompanysStepThatThrowsHangsOrReturnsNothingFailsItsImageByItsNameAndTheNextGoesOn"),
            scenario(
                    "clock-skew",
                    "a replica's clock jumps a day ahead, the other's is a day behind from its start on",
                    ReplicaTroubles::clockSkew),
            DISK_FULL,
            scenario(
                    "heap-exhausted",
                    "a picture takes all of the heap and ends the process with it, through each door",
                    ReplicaTroubles::heapExhausted));

    private final String word;
    private final String sentence;
    private final Trouble trouble;
    private final List<String> tests;

    private Fault(String word, String sentence, Trouble trouble, List<String> tests) {
        this.word = word;
        this.sentence = sentence;
        this.trouble = trouble;
        this.tests = tests;
    }

    private static Fault scenario(String word, String sentence, Trouble trouble) {
        return new Fault(word, sentence, trouble, List.of());
    }

    /** @param tests that prove it, as {@code Class#method} */
    private static Fault tested(String word, String sentence, String... tests) {
        return new Fault(word, sentence, null, List.of(tests));
    }

    /** As on the command line. */
    public String word() {
        return word;
    }

    public String sentence() {
        return sentence;
    }

    /** What befalls the platform; nothing where tests prove it. */
    Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    List<String> tests() {
        return tests;
    }

    /** Why no run makes it happen; null where one does. */
    String proof() {
        return trouble != null
                ? null
                : "proved by " + String.join(", ", tests) + ": ./darkroom test -k "
                        + tests.get(0).replaceFirst("#.*", "");
    }

    /** Those that a run makes happen, in an order in which they can come one after the other. */
    public static List<Fault> scenarios() {
        return ALL.stream().filter(fault -> fault.trouble != null).toList();
    }

    /** @throws IllegalArgumentException naming the nearest word */
    static Fault of(String word) {
        return ALL.stream()
                .filter(fault -> fault.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--fault " + word + " is no fault; "
                        + Nearest.hint(word, ALL.stream().map(Fault::word).toList())));
    }

    /** All of them, a line each. */
    static String list() {
        StringBuilder list = new StringBuilder();
        for (Fault fault : ALL) {
            String proof = fault.tests.isEmpty() ? "" : " (" + String.join(", ", fault.tests) + ")";
            list.append("%-26s %s%s%n".formatted(fault.word(), fault.sentence, proof));
        }
        return list.toString();
    }

    @Override
    public String toString() {
        return word;
    }
}
