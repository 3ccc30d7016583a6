package darkroom.recovery;

import darkroom.model.Erasable;
import darkroom.model.Erasures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The dead letters of the inbox. To look at a message is to hide it from others for a while; what is not sent is shown again at
 * once, also by who is stopped. A message is deleted after it was sent, so two replays at once share them, and a stopped one may send one twice.
 */
public final class DeadQueue implements DeadLetterBox, Erasable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadQueue.class);
    private static final int HIDDEN_SECONDS = 60;
    private static final int WAIT_SECONDS = 1;
    private static final int AT_ONCE = 10;
    private static final String REASON = "darkroom_reason";
    private static final String DETAIL = "darkroom_detail";
    private static final String CUT = "(Cut: it had ";

    private final SqsClient sqs;
    private final String queue;
    private final String target;
    private final Function<String, String> customer;
    private final Function<String, String> flaw;
    private final Erasures erasures;

    /**
     * @param queue where they lie
     * @param target where they came from
     * @param customer of a message, empty where it names none
     * @param flaw why a message can never be handled, or null
     */
    public DeadQueue(
            SqsClient sqs,
            String queue,
            String target,
            Function<String, String> customer,
            Function<String, String> flaw,
            Erasures erasures) {
        this.sqs = sqs;
        this.queue = url(sqs, queue);
        this.target = url(sqs, target);
        this.customer = customer;
        this.flaw = flaw;
        this.erasures = erasures;
    }

    private static String url(SqsClient sqs, String name) {
        return sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
    }

    @Override
    public long count() {
        return number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) + hidden();
    }

    @Override
    public long hidden() {
        return number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private long number(QueueAttributeName name) {
        return Long.parseLong(sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(name))
                .attributes()
                .get(name));
    }

    @Override
    public void list(Consumer<DeadLetter> each) {
        receive(letter -> {
            each.accept(letter);
            return false;
        });
    }

    @Override
    public void send(Predicate<DeadLetter> wanted, Consumer<DeadLetter> sent) {
        receive(letter -> {
            if (!wanted.test(letter) || !letter.isDue()) {
                return false;
            }
            sqs.sendMessage(r -> r.queueUrl(target).messageBody(DeadLetter.text(letter.value())));
            sent.accept(letter);
            return true;
        });
    }

    /** Those that name one of the customer's objects first. */
    @Override
    public void erase(String of, Instant until, boolean dryRun, Log log) {
        receive(letter -> {
            boolean theirs = letter.customer().equals(of) && (dryRun || erasures.cover(of, letter.at(), until));
            if (theirs) {
                log.erased("dead notices", 1, letter.size());
            }
            return theirs && !dryRun;
        });
    }

    /** A reader says whether a message is done with; the others are shown again at the end, for which a process that is stopped waits. */
    private void receive(Predicate<DeadLetter> reader) {
        AtomicBoolean stopping = new AtomicBoolean();
        CompletableFuture<Void> shown = new CompletableFuture<>();
        Thread stopped = new Thread(
                () -> { // Ctrl-C runs no finally by itself
                    stopping.set(true);
                    shown.completeOnTimeout(null, HIDDEN_SECONDS, TimeUnit.SECONDS)
                            .join();
                },
                "dead-letters-shown-again");
        Runtime.getRuntime().addShutdownHook(stopped);
        Map<String, String> hidden = new HashMap<>();
        try {
            read(reader, hidden, stopping::get);
        } finally {
            hidden.values().forEach(this::show);
            shown.complete(null);
        }
        Runtime.getRuntime().removeShutdownHook(stopped);
    }

    /** What cannot be shown again shows itself: its time is over, it is gone, or the queue is away. */
    private void show(String handle) {
        try {
            sqs.changeMessageVisibility(
                    r -> r.queueUrl(queue).receiptHandle(handle).visibilityTimeout(0));
        } catch (SdkException e) {
            LOG.debug("A dead letter is shown again within {} s: {}", HIDDEN_SECONDS, e.getMessage());
        }
    }

    /**
     * Until nothing is shown any more. What was seen comes again where that takes so long that it is no longer hidden: then it
     * is hidden anew, so that the others come, unless all went round once without a new one.
     *
     * @param hidden handles by message; keeps what is to be shown again
     */
    private void read(Predicate<DeadLetter> reader, Map<String, String> hidden, BooleanSupplier stopping) {
        Set<String> seen = new HashSet<>();
        int old = 0;
        List<Message> messages = next();
        while (!messages.isEmpty() && old <= seen.size() && !stopping.getAsBoolean()) {
            for (Message message : messages) {
                hidden.put(message.messageId(), message.receiptHandle());
                if (!seen.add(message.messageId())) {
                    old++;
                } else if (!stopping.getAsBoolean()) {
                    old = 0;
                    if (reader.test(letter(message))) {
                        hidden.remove(message.messageId());
                        sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle()));
                    }
                }
            }
            messages = next();
        }
        messages.forEach(message -> hidden.put(message.messageId(), message.receiptHandle()));
    }

    private List<Message> next() {
        return sqs.receiveMessage(r -> r.queueUrl(queue)
                        .maxNumberOfMessages(AT_ONCE)
                        .waitTimeSeconds(WAIT_SECONDS)
                        .visibilityTimeout(HIDDEN_SECONDS)
                        .messageAttributeNames(REASON, DETAIL)
                        .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP))
                .messages();
    }

    private DeadLetter letter(Message message) {
        Map<String, byte[]> attributes = new HashMap<>();
        message.messageAttributes()
                .forEach((name, value) ->
                        attributes.put(name, String.valueOf(value.stringValue()).getBytes(StandardCharsets.UTF_8)));
        String reason = DeadLetter.text(attributes.get(REASON));
        String at = message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
        String whose = customer.apply(message.body());
        Instant since = Instant.ofEpochMilli(Long.parseLong(at));
        return new DeadLetter(
                message.messageId(),
                DeadLetter.plain(reason),
                DeadLetter.plain(whose),
                since,
                attributes,
                message.body().getBytes(StandardCharsets.UTF_8),
                false,
                erasures.cover(whose, since)
                        ? DeadLetter.ERASED
                        : flaw(reason, DeadLetter.text(attributes.get(DETAIL)), message.body()));
    }

    private String flaw(String reason, String detail, String body) {
        if (reason.isEmpty()) {
            return "no " + REASON + ": Darkroom did not write it";
        }
        return detail.contains(CUT) ? "cut, because it was too long: it is not what came" : flaw.apply(body);
    }
}
