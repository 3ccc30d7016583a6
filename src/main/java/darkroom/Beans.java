package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import darkroom.access.Access;
import darkroom.access.ApiKeys;
import darkroom.access.Customer;
import darkroom.access.CustomerRegistry;
import darkroom.access.CustomerWebhooks;
import darkroom.access.ErasedCustomers;
import darkroom.access.Problems;
import darkroom.access.ShareLinks;
import darkroom.access.Tokens;
import darkroom.access.quota.Plans;
import darkroom.access.quota.Quotas;
import darkroom.archive.Archive;
import darkroom.archive.ArchiveListing;
import darkroom.archive.BucketCheck;
import darkroom.archive.Downloads;
import darkroom.archive.ImageRemoval;
import darkroom.archive.PresignedDownloads;
import darkroom.archive.ReceiptEvents;
import darkroom.archive.Receipts;
import darkroom.archive.retention.LifecyclePlan;
import darkroom.archive.retention.RetentionCheck;
import darkroom.archive.retention.RetentionDays;
import darkroom.archive.retention.RetentionWatch;
import darkroom.intake.AttemptMarkers;
import darkroom.intake.Attempts;
import darkroom.intake.DeadLetters;
import darkroom.intake.FairShare;
import darkroom.intake.HttpDoor;
import darkroom.intake.ImageProcessor;
import darkroom.intake.Inbox;
import darkroom.intake.InboxSweep;
import darkroom.intake.InboxUploads;
import darkroom.intake.KafkaDoor;
import darkroom.intake.Notices;
import darkroom.intake.Originals;
import darkroom.intake.Places;
import darkroom.intake.PresignedUploads;
import darkroom.intake.Quarantine;
import darkroom.intake.RecipeMenu;
import darkroom.intake.SqsDoor;
import darkroom.intake.Taken;
import darkroom.intake.TopicIds;
import darkroom.intake.WaitingImage;
import darkroom.intake.Waits;
import darkroom.model.Receipt;
import darkroom.model.SideBySide;
import darkroom.recovery.HourlyReconcile;
import darkroom.recovery.Reconciliation;
import darkroom.recovery.TallyProgress;
import darkroom.tally.ClickHouseErrors;
import darkroom.tally.CustomerDimension;
import darkroom.tally.Freshness;
import darkroom.tally.Migration;
import darkroom.tally.Migrations;
import darkroom.tally.TalliedImages;
import darkroom.tally.Tallies;
import darkroom.tally.Usage;
import darkroom.tally.UseWatch;
import darkroom.webhooks.Deliveries;
import darkroom.webhooks.DeliveryLog;
import darkroom.webhooks.Sender;
import darkroom.webhooks.SigningSecrets;
import darkroom.webhooks.WebhookDoor;
import darkroom.webhooks.WebhookEvents;
import imaging.CompanySteps;
import imaging.Engine;
import imaging.Limits;
import imaging.MemoryBudget;
import imaging.Pipeline;
import imaging.Recipes;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Every name that a route file may use, declared in one place. */
@SpringBootApplication(
        proxyBeanMethods = false,
        scanBasePackages = {},
        exclude = ErrorMvcAutoConfiguration.class) // TomcatProblems words every refusal
@EnableConfigurationProperties(Settings.class)
@Import({Edge.class, AwsClients.class, Outages.class})
public class Beans {
    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);
    private static final String FOR_DEVELOPMENT = "for-development-only";

    /**
     * {@code key CUSTOMER} makes an API key, {@code engines} and {@code retention} print tables, {@code reconcile} and {@code replay} are for when
     * something went wrong, {@code erase} for customers who go, {@code customers} for what is known of them; without arguments the platform runs.
     */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("engines")) {
            System.exit(EngineTable.run());
        }
        if (args.length > 0 && args[0].equals("retention")) {
            System.exit(Retention.run(args));
        }
        if (args.length > 0 && RecoveryCommands.NAMES.contains(args[0])) {
            RecoveryCommands.whenLauncherEnds(() -> System.exit(RecoveryCommands.STOPPED));
            System.exit(RecoveryCommands.run(args));
        }
        SpringApplication.run(Beans.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    // access

    @Bean(initMethod = "start")
    CustomerRegistry customerRegistry(Settings settings, ObjectMapper json) {
        return new CustomerRegistry(
                settings.kafka().brokers(), settings.access().customersTopic(), json);
    }

    @Bean
    ErasedCustomers erasures(CustomerRegistry registry, MeterRegistry meters) {
        return new ErasedCustomers(registry, meters);
    }

    @Bean
    ApiKeys apiKeys(CustomerRegistry registry, Settings settings, Clock clock) {
        if (settings.access().hashSecret().equals(FOR_DEVELOPMENT)) {
            LOG.warn("API keys are hashed under the secret that anybody can read in application.yaml: set"
                    + " DARKROOM_ACCESS_HASH_SECRET before the first key for production");
        }
        return new ApiKeys(registry, settings.access().hashSecret(), clock);
    }

    @Bean
    Access access(ApiKeys keys, CustomerRegistry registry, Settings settings) {
        Settings.Jwt jwt = settings.access().jwt();
        return new Access(
                keys,
                jwt.issuer().isEmpty()
                        ? null
                        : new Tokens(
                                new Tokens.Issuer(
                                        jwt.issuer(),
                                        jwt.audience(),
                                        jwt.keysUrl(),
                                        jwt.customerClaim(),
                                        jwt.scopePrefix()),
                                registry::knows));
    }

    @Bean
    UseWatch useWatch(DataSource dataSource, Clock clock) {
        return new UseWatch(dataSource, clock);
    }

    @Bean
    Quotas quotas(Settings settings, CustomerRegistry registry, UseWatch watch, Clock clock, Environment environment) {
        KnownWords.check(environment);
        Settings.QuotaSettings quotas = settings.quotas();
        return new Quotas(
                new Plans(quotas.plans(), quotas.customers(), quotas.usual(), registry::peek),
                watch::of,
                settings.replicas(),
                clock);
    }

    @Bean
    Problems problems(ObjectMapper json) {
        return new Problems(json);
    }

    // processing

    @Bean
    Limits limits(Settings settings) {
        Settings.Limits l = settings.limits();
        return new Limits(
                l.pixels(),
                l.sidePixels(),
                l.frames(),
                l.animationMegapixels() * 1_000_000L,
                l.scans(),
                l.metadataBytes(),
                Duration.ofMillis(l.imageMillis()),
                l.variantBytes());
    }

    @Bean
    Engine engine(Settings settings, Limits limits) {
        return EngineChoice.choose(settings.engine(), settings.vipsLibrary(), settings.turbojpegLibrary(), limits);
    }

    @Bean
    CompanySteps companySteps(Limits limits) {
        return CompanySteps.find(limits);
    }

    @Bean
    Recipes recipes(Settings settings, Engine engine, CompanySteps companySteps) {
        return Recipes.load(Path.of(settings.recipes()), engine, companySteps);
    }

    @Bean
    Pipeline pipeline(Settings settings, Engine engine, Limits limits) {
        Settings.Limits l = settings.limits();
        MemoryBudget budget = new MemoryBudget(l.decodeBytes(), Duration.ofMillis(l.decodeWaitMillis()));
        return new Pipeline(engine, limits, budget);
    }

    @Bean
    Attempts attempts(S3Client s3, Settings settings, Clock clock) {
        AttemptMarkers markers = new AttemptMarkers(
                s3, settings.archive().bucket(), settings.archive().retentionDays(), clock);
        Settings.Limits l = settings.limits();
        return new Attempts(
                settings.attempts(),
                new Attempts.Times(
                        Duration.ofSeconds(settings.http().warySeconds()),
                        Duration.ofSeconds(settings.settleSeconds()),
                        Duration.ofMillis(l.imageMillis() + l.decodeWaitMillis())),
                markers);
    }

    @Bean(initMethod = "start")
    FairShare fairShare(Settings settings) {
        int percent = settings.fairShare().cpuPercent();
        if (percent < 20 || percent > 100) {
            throw new IllegalStateException("darkroom.fair-share.cpu-percent is " + percent
                    + "; give 20 to 100 percent of the cores: 75 leaves them a little idle, 100 is no bound");
        }
        Settings.FairShareSettings share = settings.fairShare();
        if (share.countSeconds() < 1 || share.rememberSeconds() < 1) {
            throw new IllegalStateException("darkroom.fair-share.count-seconds is " + share.countSeconds()
                    + " and remember-seconds " + share.rememberSeconds() + "; give 1 or more of each");
        }
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new FairShare(
                new FairShare.Bounds(
                        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                        settings.http().workers(),
                        percent / 100.0,
                        Duration.ofSeconds(share.rememberSeconds()),
                        Duration.ofSeconds(share.countSeconds()),
                        Duration.ofMillis(settings.limits().decodeWaitMillis())),
                system::getCpuLoad,
                System::nanoTime);
    }

    @Bean
    ImageProcessor imageProcessor(
            Pipeline pipeline,
            Recipes recipes,
            RetentionDays retentionDays,
            Attempts attempts,
            Settings settings,
            Clock clock) {
        Quarantine quarantine = new Quarantine(
                settings.quarantine().bytesADay(), settings.quarantine().days());
        return new ImageProcessor(pipeline, recipes, retentionDays, attempts, quarantine, clock);
    }

    // the doors

    @Bean
    Originals originals(Settings settings) {
        Settings.Limits l = settings.limits();
        long largest = Math.max(l.inboxObjectBytes(), 2 * l.httpBodyBytes() + (1 << 20));
        long mostACustomer = Math.max(largest, l.originalBytes() / 4 * 3); // there is always some for another
        return new Originals(
                new MemoryBudget(l.originalBytes(), mostACustomer, Duration.ofMillis(l.originalWaitMillis())), largest);
    }

    @Bean
    Taken taken(Receipts receipts, InboxUploads uploads) {
        return new Taken() {
            @Override
            public Receipt receipt(String customer, UUID id) {
                return receipts.read(customer, id);
            }

            @Override
            public Optional<WaitingImage> waiting(String customer, UUID id) {
                return uploads.find(customer, id);
            }
        };
    }

    @Bean
    HttpDoor httpDoor(Recipes recipes, Originals originals, Taken taken, Settings settings, Clock clock) {
        return new HttpDoor(recipes, settings.limits().httpBodyBytes(), originals, taken, clock);
    }

    @Bean
    KafkaDoor kafkaDoor(
            Recipes recipes, CustomerRegistry registry, ErasedCustomers erasures, Settings settings, Clock clock) {
        return new KafkaDoor(
                recipes,
                registry::knows,
                erasures,
                new TopicIds(settings.kafka().brokers()),
                new Places(settings.access().hashSecret()),
                settings.limits().kafkaValueBytes(),
                clock);
    }

    @Bean
    Notices notices(ObjectMapper json) {
        return new Notices(json);
    }

    @Bean
    Inbox inbox(S3Client s3, Settings settings) {
        Settings.Inbox inbox = settings.inbox();
        return new Inbox(s3, inbox.bucket(), inbox.after() == Settings.Inbox.After.keep);
    }

    @Bean
    SqsDoor sqsDoor(
            Notices notices,
            Inbox inbox,
            Recipes recipes,
            CustomerRegistry registry,
            ErasedCustomers erasures,
            Originals originals,
            Settings settings) {
        return new SqsDoor(
                notices,
                inbox,
                recipes,
                registry::knows,
                erasures,
                settings.limits().inboxObjectBytes(),
                originals);
    }

    @Bean
    InboxSweep inboxSweep(S3Client s3, SqsClient sqs, Inbox inbox, Notices notices, Settings settings, Clock clock) {
        Settings.Inbox inboxSettings = settings.inbox();
        return new InboxSweep(
                s3,
                inbox,
                notices,
                Duration.ofSeconds(inboxSettings.sweepSeconds()),
                new InboxSweep.Backlog(new QueueDepth(sqs, inboxSettings.queue()), inboxSettings.sweepBelowMessages()),
                clock);
    }

    /** Twice an interval, so that what is two intervals old is found before the third ends. Milliseconds. */
    @Bean
    Long sweepPeriod(Settings settings) {
        return settings.inbox().sweepSeconds() * 500L;
    }

    @Bean
    DeadLetters deadLetters(Settings settings, MeterRegistry meters) {
        return new DeadLetters(settings.inbox().messageBytes(), meters);
    }

    @Bean
    RecipeMenu recipeMenu(Recipes recipes, Settings settings, ObjectMapper json) {
        Settings.Limits l = settings.limits();
        return new RecipeMenu(recipes, new RecipeMenu.Sizes(l.httpBodyBytes(), l.inboxObjectBytes()), json);
    }

    // images that are done later

    @Bean
    InboxUploads inboxUploads(Inbox inbox, Notices notices, Recipes recipes, ObjectMapper json) {
        return new InboxUploads(inbox, notices, recipes, json);
    }

    @Bean
    PresignedUploads presignedUploads(
            S3Presigner presigner,
            S3Client s3,
            Inbox inbox,
            Recipes recipes,
            Taken taken,
            Settings settings,
            Clock clock,
            ObjectMapper json) {
        Settings.Uploads u = settings.uploads();
        PresignedUploads.Sizes sizes =
                new PresignedUploads.Sizes(settings.limits().inboxObjectBytes(), u.singleBytes(), u.partBytes());
        return new PresignedUploads(
                presigner, s3, inbox, recipes, taken, sizes, Duration.ofSeconds(u.expiresSeconds()), clock, json);
    }

    @Bean
    Waits waits(Settings settings) {
        Settings.Http http = settings.http();
        return new Waits(http.waits(), Duration.ofSeconds(http.waitSeconds()));
    }

    // the archive

    @Bean
    BucketCheck bucketCheck(S3Client s3, RetentionDays refusedBefore, Settings settings) {
        BucketCheck check =
                new BucketCheck(s3, Duration.ofSeconds(settings.archive().startWaitSeconds()));
        check.verify(settings.archive().bucket(), settings.inbox().bucket());
        return check;
    }

    @Bean
    RetentionDays retentionDays(CustomerRegistry registry, Settings settings) {
        return retentionDays(settings, customer -> registry.peek(customer).map(Customer::retentionDays));
    }

    static RetentionDays retentionDays(Settings settings, Function<String, Optional<Integer>> registry) {
        Settings.Archive archive = settings.archive();
        return new RetentionDays(archive.retentionDays(), archive.receiptDays(), archive.customerDays(), registry);
    }

    /** Every number of days that the settings have objects tagged with. */
    static Set<Integer> taggedDays(RetentionDays retentionDays, Settings settings) {
        Set<Integer> days = new TreeSet<>(retentionDays.settled());
        days.add(settings.archive().receiptDays());
        days.add(settings.quarantine().days());
        return days;
    }

    @Bean
    RetentionWatch retentionWatch(
            S3Client s3,
            RetentionDays retentionDays,
            ErasedCustomers erasures,
            Settings settings,
            MeterRegistry meters,
            Clock clock) {
        Settings.Archive archive = settings.archive();
        RetentionCheck check = new RetentionCheck(
                s3,
                archive.bucket(),
                settings.inbox().bucket(),
                LifecyclePlan.of(taggedDays(retentionDays, settings)),
                erasures,
                clock);
        return new RetentionWatch(check, archive.checkShare(), archive.checkObjects(), meters);
    }

    /** Milliseconds. */
    @Bean
    Long retentionCheckPeriod(Settings settings) {
        return settings.archive().checkSeconds() * 1000;
    }

    @Bean
    Archive archive(S3Client s3, Settings settings) {
        return new Archive(s3, settings.archive().bucket());
    }

    @Bean
    Receipts receipts(S3Client s3, ErasedCustomers erasures, Settings settings, ObjectMapper json) {
        return new Receipts(s3, settings.archive().bucket(), settings.archive().receiptDays(), erasures, json);
    }

    @Bean
    Downloads downloads(Receipts receipts, S3Client s3, S3Presigner presigner, Settings settings, Clock clock) {
        Settings.DownloadSettings d = settings.downloads();
        return new Downloads(
                receipts,
                s3,
                settings.archive().bucket(),
                d.redirect() ? new PresignedDownloads(presigner, Duration.ofSeconds(d.redirectSeconds())) : null,
                clock);
    }

    @Bean
    ShareLinks shareLinks(Settings settings, ObjectMapper json, Clock clock) {
        Settings.DownloadSettings d = settings.downloads();
        return new ShareLinks(
                settings.access().hashSecret(),
                Duration.ofSeconds(d.shareSeconds()),
                Duration.ofSeconds(d.shareMostSeconds()),
                json,
                clock);
    }

    @Bean
    ImageRemoval removal(S3Client s3, Settings settings, Clock clock) {
        return new ImageRemoval(s3, settings.archive().bucket(), clock);
    }

    @Bean
    ReceiptEvents events(Receipts receipts) {
        return new ReceiptEvents(receipts);
    }

    // the tallies

    @Bean
    Tallies tallies(ObjectMapper json, ErasedCustomers erasures, DeadLetters deadLetters) {
        return new Tallies(json, erasures, erasures::receipt, deadLetters::receipt);
    }

    @Bean
    Freshness freshness(MeterRegistry meters, Clock clock) {
        return new Freshness(meters, clock);
    }

    @Bean
    CustomerDimension customerDimension(ObjectMapper json, ErasedCustomers erasures) {
        return new CustomerDimension(json, erasures);
    }

    @Bean
    ClickHouseErrors clickHouseErrors() {
        return new ClickHouseErrors();
    }

    @Bean
    Usage usage(ObjectMapper json, Clock clock) {
        return new Usage(json, clock);
    }

    /** Applied at the start where ClickHouse is there, else before the first insert: it never stops an upload. */
    @Bean
    Migrations migrations(DataSource dataSource) throws IOException {
        Migrations migrations = new Migrations(dataSource, Migration.at("classpath:clickhouse/*.sql"));
        try {
            migrations.apply();
        } catch (SQLException away) {
            LOG.warn("ClickHouse does not answer yet; the tallies wait: {}", away.getMessage());
        }
        return migrations;
    }

    // webhooks

    @Bean
    CustomerWebhooks customerWebhooks(CustomerRegistry registry, Settings settings, ObjectMapper json) {
        return new CustomerWebhooks(
                registry, settings.kafka().brokers(), settings.access().customersTopic(), json);
    }

    @Bean
    SigningSecrets signingSecrets(Settings settings) {
        return new SigningSecrets(settings.access().hashSecret());
    }

    @Bean
    Sender webhookSender(Settings settings) {
        Settings.Webhooks w = settings.webhooks();
        if (w.allowPrivate()) {
            LOG.warn("Webhooks may lead to addresses that are not public (darkroom.webhooks.allow-private): whoever has"
                    + " an API key can reach what this machine can");
        }
        Sender.Limits limits = new Sender.Limits(
                w.allowPrivate(),
                w.consumers(),
                w.perCustomer(),
                Duration.ofMillis(w.connectMillis()),
                Duration.ofMillis(w.totalMillis()),
                w.responseBytes());
        return new Sender(limits, SystemDefaultDnsResolver.INSTANCE);
    }

    @Bean
    WebhookEvents webhookEvents(
            CustomerWebhooks webhooks, ErasedCustomers erasures, Settings settings, Clock clock, ObjectMapper json) {
        return new WebhookEvents(
                json,
                webhooks,
                erasures,
                Duration.ofHours(settings.webhooks().oldestHours()),
                settings.inbox().messageBytes(),
                clock);
    }

    @Bean
    Deliveries deliveries(
            CustomerWebhooks webhooks,
            ErasedCustomers erasures,
            SigningSecrets secrets,
            Sender sender,
            Settings settings,
            MeterRegistry meters,
            Clock clock,
            ObjectMapper json) {
        Settings.Webhooks w = settings.webhooks();
        Deliveries.Patience patience = new Deliveries.Patience(
                w.retrySeconds(),
                w.perCustomer(),
                w.failures(),
                Duration.ofSeconds(w.downSeconds()),
                Duration.ofSeconds(w.mostDownSeconds()));
        return new Deliveries(json, webhooks, erasures, secrets, sender, patience, meters, clock);
    }

    @Bean
    DeliveryLog deliveryLog(ObjectMapper json, ErasedCustomers erasures, MeterRegistry meters, Clock clock) {
        return new DeliveryLog(json, erasures, meters, clock);
    }

    @Bean
    WebhookDoor webhookDoor(
            CustomerWebhooks webhooks,
            SigningSecrets secrets,
            Sender sender,
            Settings settings,
            Clock clock,
            ObjectMapper json) {
        Settings.Webhooks w = settings.webhooks();
        return new WebhookDoor(
                webhooks, secrets, sender, w.allowHttp(), Duration.ofHours(w.overlapHours()), json, clock);
    }

    // archive and rows held against each other

    @Bean
    SideBySide sideBySide(Settings settings) {
        return new SideBySide(settings.reconcile().reads());
    }

    @Bean
    Reconciliation reconciliation(
            S3Client s3,
            Receipts receipts,
            DataSource dataSource,
            SideBySide reads,
            ErasedCustomers erasures,
            Settings settings,
            Clock clock) {
        ArchiveListing listing = new ArchiveListing(s3, settings.archive().bucket());
        return new Reconciliation(
                Stores.receipts(listing, receipts),
                Stores.rows(new TalliedImages(dataSource)),
                new TallyProgress(
                        settings.kafka().brokers(),
                        settings.receipts().topic(),
                        settings.receipts().group(),
                        clock),
                reads,
                erasures,
                clock);
    }

    @Bean
    HourlyReconcile reconcile(Reconciliation reconciliation, Settings settings, Clock clock, MeterRegistry metrics) {
        Settings.Reconcile r = settings.reconcile();
        return new HourlyReconcile(
                reconciliation, r.everySeconds() == 0, Duration.ofSeconds(r.settleSeconds()), back(r), clock, metrics);
    }

    /** What the round before may have left, at least; a round is late by as much as it and a restart take. */
    private static Duration back(Settings.Reconcile r) {
        Duration atLeast = Duration.ofSeconds(2L * r.everySeconds() + r.settleSeconds());
        Duration back = Duration.ofHours(r.backHours());
        return back.compareTo(atLeast) < 0 ? atLeast : back;
    }

    /** Milliseconds; where it is off, a round a day that does nothing. */
    @Bean
    Long reconcilePeriod(Settings settings) {
        int every = settings.reconcile().everySeconds();
        return Duration.ofSeconds(every == 0 ? 86_400 : every).toMillis();
    }

    /** Of the first round, milliseconds: replicas that start together do not all list the archive at once. */
    @Bean
    Long reconcileDelay(Settings settings) {
        return ThreadLocalRandom.current().nextLong(reconcilePeriod(settings)) + 1;
    }
}
