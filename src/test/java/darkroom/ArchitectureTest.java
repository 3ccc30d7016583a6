package darkroom;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beMetaAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import darkroom.access.Access;
import darkroom.access.Problems;
import darkroom.access.ShareLinks;
import darkroom.archive.Archive;
import darkroom.archive.BucketCheck;
import darkroom.archive.Downloads;
import darkroom.archive.ImageRemoval;
import darkroom.archive.ReceiptEvents;
import darkroom.archive.Receipts;
import darkroom.archive.retention.RetentionWatch;
import darkroom.intake.DeadLetters;
import darkroom.intake.FairShare;
import darkroom.intake.HttpDoor;
import darkroom.intake.ImageProcessor;
import darkroom.intake.InboxUploads;
import darkroom.intake.KafkaDoor;
import darkroom.intake.Originals;
import darkroom.intake.PresignedUploads;
import darkroom.intake.SqsDoor;
import darkroom.intake.UntilDone;
import darkroom.intake.Waits;
import darkroom.tally.CustomerDimension;
import darkroom.tally.Freshness;
import darkroom.tally.Tallies;
import darkroom.tally.TallyBatch;
import darkroom.tally.Usage;
import darkroom.webhooks.DeliveryLog;
import darkroom.webhooks.PollBatch;
import darkroom.webhooks.WebhookDoor;
import darkroom.webhooks.WebhookEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.RoutesBuilder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** The house's walls: who may know whom. A rule that has to give way is a decision for docs/decisions.md. */
@AnalyzeClasses(
        packages = {"darkroom", "imaging", "acme"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Whoever needs Camel's annotations to be called by a route, or its interfaces to stand at the edge. */
    private static final Class<?>[] CAMEL = {
        Edge.class,
        GroupOffset.class,
        HeaderAllowList.class,
        Outages.class,
        PollGate.class,
        StandBy.class,
        Workshop.class,
        Access.class,
        Problems.class,
        ShareLinks.class,
        Archive.class,
        Downloads.class,
        ReceiptEvents.class,
        Receipts.class,
        RetentionWatch.class,
        DeadLetters.class,
        FairShare.class,
        HttpDoor.class,
        ImageProcessor.class,
        KafkaDoor.class,
        InboxUploads.class,
        Originals.class,
        PresignedUploads.class,
        Waits.class,
        ImageRemoval.class,
        SqsDoor.class,
        UntilDone.class,
        CustomerDimension.class,
        Freshness.class,
        Tallies.class,
        TallyBatch.class,
        Usage.class,
        DeliveryLog.class,
        PollBatch.class,
        WebhookDoor.class,
        WebhookEvents.class
    };

    @ArchTest
    static final ArchRule intakeKnowsNoSibling =
            siblings("intake", "archive", "tally", "access", "recovery", "webhooks");

    @ArchTest
    static final ArchRule archiveKnowsNoSibling =
            siblings("archive", "intake", "tally", "access", "recovery", "webhooks");

    @ArchTest
    static final ArchRule tallyKnowsNoSibling =
            siblings("tally", "intake", "archive", "access", "recovery", "webhooks");

    @ArchTest
    static final ArchRule accessKnowsNoSibling =
            siblings("access", "intake", "archive", "tally", "recovery", "webhooks");

    @ArchTest
    static final ArchRule recoveryKnowsNoSibling =
            siblings("recovery", "intake", "archive", "tally", "access", "webhooks");

    @ArchTest
    static final ArchRule webhooksKnowNoSibling =
            siblings("webhooks", "intake", "archive", "tally", "access", "recovery");

    @ArchTest
    static final ArchRule onlyWebhooksCallStrangers = noClasses()
            .that(resideInAnyPackage("darkroom..")
                    .and(not(resideInAnyPackage("darkroom.webhooks..")))
                    .and(not(anyOf(Beans.class))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hc..", "java.net.http..")
            .because("an address that a customer names is checked in one place, which also connects to it");

    @ArchTest
    static final ArchRule roomsDoNotKnowTheHouse = noClasses()
            .that()
            .resideInAnyPackage("darkroom.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("darkroom")
            .because(
                    "Beans puts the rooms together; a room that knew Beans or Settings could not be used without them");

    @ArchTest
    static final ArchRule nothingGoesInCircles = slices().matching("(darkroom.*)..")
            .should()
            .beFreeOfCycles()
            .because("what goes in circles can only be understood, tested and replaced as a whole");

    @ArchTest
    static final ArchRule modelIsPlainValues = classes()
            .that()
            .resideInAPackage("darkroom.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("darkroom.model..", "java..", "com.fasterxml.jackson.annotation..")
            .because("every room and every test speaks in these values, and none of them may bring its library along");

    @ArchTest
    static final ArchRule imagingKnowsPixelsOnly = classes()
            .that()
            .resideInAPackage("imaging..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "imaging..", "java..", "javax.imageio..", "org.imgscalr..", "org.yaml.snakeyaml..", "com.sun.jna..")
            .because("image engineers work there without Camel, Spring, S3, Kafka or ClickHouse, and so can anybody"
                    + " else");

    @ArchTest
    static final ArchRule nativeCodeStaysInItsEngine = noClasses()
            .that()
            .resideOutsideOfPackage("imaging.vips..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..")
            .because("a wrong call there ends the process: all of them are in one package, behind Engine");

    @ArchTest
    static final ArchRule imagingDoesNotKnowItsNativeEngine = noClasses()
            .that()
            .resideInAPackage("imaging")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("imaging.vips..")
            .because("everything works without a native library");

    @ArchTest
    static final ArchRule whatStepsAreWrittenAgainstKnowsTheJdkOnly = classes()
            .that()
            .resideInAPackage("imaging.step..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("imaging.step..", "java..")
            .because("a company's code is compiled against it, and nothing that we change elsewhere may break that");

    @ArchTest
    static final ArchRule companysCodeNeedsNothingElseOfUs = classes()
            .that()
            .resideInAPackage("acme..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("acme..", "imaging.step..", "java..", "javax.imageio..")
            .because("the example shows that a step is written without the platform, Camel or Spring");

    @ArchTest
    static final ArchRule nobodyKnowsACompanysCode = noClasses()
            .that()
            .resideOutsideOfPackage("acme..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("acme..")
            .because("it is found by the name in META-INF/services, and Darkroom is whole without it");

    @ArchTest
    static final ArchRule camelStaysInTheseClasses = noClasses()
            .that(not(anyOf(CAMEL)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..")
            .because("Java classes take and return plain values; one more class that knows Camel is a decision,"
                    + " made by naming it here");

    @ArchTest
    static final ArchRule routesAreYaml = noClasses()
            .should()
            .beAssignableTo(RoutesBuilder.class)
            .because("integrators read and edit routes/*.camel.yaml, and there is no second place to look");

    @ArchTest
    static final ArchRule storesAreReachedFromTheirRoomsOnly = noClasses()
            .that(resideInAnyPackage("darkroom.tally..", "darkroom.access.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..")
            .because("only intake (the inbox) and archive speak with S3, and recovery with the queues");

    @ArchTest
    static final ArchRule recoveryReachesS3AndClickHouseThroughTheirRooms = noClasses()
            .that()
            .resideInAPackage("darkroom.recovery..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk.services.s3..", "javax.sql..")
            .because("keys and tables are known in one place each: ReceiptStore and RowStore stand for them");

    @ArchTest
    static final ArchRule beansAreDeclaredInFourPlaces = methods()
            .that()
            .areAnnotatedWith(Bean.class)
            .should()
            .beDeclaredInClassesThat(anyOf(Beans.class, Edge.class, AwsClients.class, Outages.class))
            .because("a name in a route file is looked up by people: in one place");

    @ArchTest
    static final ArchRule nothingIsScanned = noClasses()
            .that(not(anyOf(Beans.class)))
            .should(beMetaAnnotatedWith(Component.class))
            .orShould(beAnnotatedWith(Component.class))
            .because("beans are declared by hand");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = fields().should()
            .notBeAnnotatedWith(Autowired.class)
            .andShould()
            .notBeAnnotatedWith(Value.class)
            .andShould()
            .notBeAnnotatedWith("jakarta.inject.Inject")
            .andShould()
            .notBeAnnotatedWith("jakarta.annotation.Resource")
            .because("constructors say what a class needs, and settings come as the record Settings");

    @ArchTest
    static final ArchRule fieldsAreFixedUnlessTheyAreShared = fields().that()
            .areNotFinal()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("darkroom..")
            .should()
            .bePrivate()
            .because("state that changes stays inside the class that guards it");

    @ArchTest
    static final ArchRule publicClassesAreFinal = classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and(not(anyOf(Beans.class)))
            .should()
            .haveModifier(FINAL)
            .because("nobody extends our classes; what is to be exchanged is an interface (Spring extends Beans)");

    @ArchTest
    static final ArchRule logsGoThroughSlf4j = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "org.apache.log4j..")
            .because("one logging interface is configured in one place");

    @ArchTest
    static final ArchRule onlyCommandsPrint = noClasses()
            .that(not(anyOf(EngineTable.class, Retention.class, RecoveryCommands.class)))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("standard output is the result of a command; everything else is a log line");

    @ArchTest
    static final ArchRule onlyTheMainClassEndsTheProcess = noClasses()
            .that(not(anyOf(Beans.class)))
            .should()
            .callMethod(System.class, "exit", int.class)
            .because("an image in work would be lost to a process that ends by itself");

    /** BucketCheck waits for S3 at the start, when there is nothing else to do. */
    @ArchTest
    static final ArchRule threadsDoNotSleep = noClasses()
            .that(not(anyOf(BucketCheck.class)))
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class)
            .because("a sleeping worker serves nobody, and a sleep hides what is waited for");

    @ArchTest
    static final ArchRule nothingReadsTheWallClockWhereAnImageIsNamedOrDated = noClasses()
            .that()
            .resideInAnyPackage(
                    "darkroom.intake..",
                    "darkroom.tally..",
                    "darkroom.model..",
                    "darkroom.recovery..",
                    "darkroom.webhooks..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a redo must name and date an image as the first attempt did; time comes from the record or a"
                    + " Clock");

    /** A list of exceptions is only worth something as long as each of them is one. */
    @ArchTest
    static void everyClassThatMayKnowCamelDoes(JavaClasses house) {
        DescribedPredicate<JavaClass> camel = resideInAnyPackage("org.apache.camel..");
        for (Class<?> name : CAMEL) {
            boolean knows = house.get(name).getDirectDependenciesFromSelf().stream()
                    .anyMatch(dependency -> camel.test(dependency.getTargetClass()));
            assertThat(knows)
                    .as("%s knows Camel; else take it off the list", name)
                    .isTrue();
        }
    }

    private static ArchRule siblings(String room, String... others) {
        return noClasses()
                .that()
                .resideInAPackage("darkroom." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        Arrays.stream(others).map(o -> "darkroom." + o + "..").toArray(String[]::new))
                .because("siblings never see each other: routes carry values of darkroom.model between them");
    }

    /** These classes and what is nested in them. */
    private static DescribedPredicate<JavaClass> anyOf(Class<?>... classes) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(classes).map(Class::getName).forEach(names::add);
        return DescribedPredicate.describe("any of " + names, c -> names.contains(outermost(c)));
    }

    private static String outermost(JavaClass c) {
        return c.getEnclosingClass().map(ArchitectureTest::outermost).orElse(c.getName());
    }
}
