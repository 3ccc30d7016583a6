package darkroom.chaos;

import darkroom.chaos.Finding.Kind;
import darkroom.devservices.Listener;
import darkroom.devservices.Stack;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One fault after the other under one load, on the same replicas: a fault begins when all that was handed in before it has
 * been announced, so that each stands for itself. At the end the audit of a {@link ChaosRun} says of each image whether it
 * is as it should be; what is not belongs to the fault under which the image was handed in.
 */
public final class FaultRun {
    /** First part of the names of the customers. */
    private static final String CUSTOMERS = "fault";

    private static final Duration RECOVERED = Duration.ofMinutes(3);
    private static final String NO_DISK =
            "no disk of its own under S3: needs root on Linux, who may mount, and engines of its own"
                    + " (./darkroom chaos --fault disk-full, or ./darkroom test --long)";

    private final Stack stack;
    private final FaultOptions options;
    private final Optional<FullDisk> disk;
    private final PrintStream progress;

    private FaultRun(Stack stack, FaultOptions options, Optional<FullDisk> disk, PrintStream progress) {
        this.stack = stack;
        this.options = options;
        this.disk = disk;
        this.progress = progress;
    }

    /**
     * Runs on engines and ports of its own, and on a disk of its own under S3 where one of the faults asks for it and this user
     * may mount one.
     *
     * @param folder of their data and logs, which stays unless the process is stopped
     * @param progress for people
     */
    public static FaultReport alone(Path folder, FaultOptions options, PrintStream progress) throws Exception {
        Optional<FullDisk> disk = options.faults().contains(Fault.DISK_FULL)
                ? FullDisk.under(
                        folder.resolve("s3"), options.literal() ? 4 : 1) // an hour fills one, and S3 is full too soon
                : Optional.empty();
        try (Stack stack = Stack.start(folder, Listener.anyPorts())) {
            Thread stop = new Thread(() -> stopped(stack, disk, folder), "stop-stack"); // Ctrl-C
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                return new FaultRun(stack, options, disk, progress).run();
            } finally { // what breaks off is kept, to be looked at
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        } finally {
            disk.ifPresent(FullDisk::close);
        }
    }

    private static void stopped(Stack stack, Optional<FullDisk> disk, Path folder) {
        stack.close();
        disk.ifPresent(FullDisk::close);
        RunFolder.remove(folder);
    }

    /** When a fault was there, by {@link System#nanoTime}. */
    private record Span(Fault fault, String skipped, long from, long recoveredMillis, List<Finding> findings) {}

    private FaultReport run() throws Exception {
        long start = System.nanoTime();
        Album album = Album.draw(options.seed());
        Map<String, String> keys = ChaosRun.keys(stack, CUSTOMERS);
        Scene scene = new Scene(stack, options.pace(), options.seed(), disk);
        Thread stop = new Thread(scene::close, "stop-scene");
        Runtime.getRuntime().addShutdownHook(stop);
        try (scene;
                Backends backends = new Backends(stack);
                Load load = new Load(
                        backends,
                        scene.replicas(),
                        keys,
                        album,
                        options.seed(),
                        true,
                        options.pace().patience(),
                        options.pace().calm());
                Announcements announcements = new Announcements(backends.brokers())) {
            long deadBefore = backends.deadLetters();
            scene.opened(backends, load, announcements, album);
            for (Replica replica : scene.replicas()) {
                replica.start();
            }
            for (Replica replica : scene.replicas()) {
                replica.awaitReady();
            }
            progress.println("2 replicas are ready; the load begins");
            load.start(Set.of(Source.values()));
            List<Span> spans = new ArrayList<>();
            for (Fault fault : options.faults()) {
                spans.add(perform(fault, scene));
            }
            load.stop();
            List<Handed> accepted = load.accepted();
            progress.println(accepted.size() + " images are accepted; waiting until nothing is left to do");
            Drain.await(backends, keys.keySet(), ChaosRun.ids(accepted), Drain.PATIENCE)
                    .forEach(left -> progress.println("NOT DRAINED: " + left));
            announcements.finish();
            progress.println("auditing S3, Kafka and ClickHouse");
            List<Finding> findings = new ArrayList<>(load.findings());
            findings.addAll(new Auditor(backends, announcements, album.engine())
                    .audit(keys.keySet(), accepted, deadBefore + scene.deadLetters()));
            return report(spans, accepted, findings, (System.nanoTime() - start) / 1_000_000_000);
        } finally {
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    private Span perform(Fault fault, Scene scene) throws Exception {
        long from = System.nanoTime();
        int accepted = scene.load().accepted().size();
        Optional<Trouble> trouble = fault.trouble();
        String skipped = fault == Fault.DISK_FULL && disk.isEmpty() ? NO_DISK : fault.proof();
        if (skipped != null) {
            progress.println(fault.word() + ": SKIPPED, " + skipped);
            return new Span(fault, skipped, from, 0, List.of());
        }
        progress.println(fault.word() + ": " + fault.sentence());
        List<Finding> findings = new ArrayList<>();
        try {
            trouble.get().befall(scene);
        } catch (Exception e) {
            findings.add(new Finding(Kind.WRONG, "the scene", "the fault", "ended early: " + e));
            e.printStackTrace(progress);
        }
        scene.await(RECOVERED, () -> scene.load().accepted().size() > accepted); // however short the fault was
        scene.heal();
        long healed = System.nanoTime();
        List<Handed> before = scene.load().accepted().stream()
                .filter(handed -> !handed.swept())
                .toList();
        boolean recovered = scene.await(RECOVERED, () -> before.stream()
                .allMatch(handed ->
                        scene.announcements().firstAt(handed.id().toString()).isPresent()));
        long millis = recovered ? (System.nanoTime() - healed) / 1_000_000 : -1;
        scene.expect(recovered, "recovery", "not everything was announced " + RECOVERED.toSeconds() + " s later");
        findings.addAll(scene.takeFindings());
        progress.printf(
                "  %.1f s, and %.1f s until all was announced; findings so far: %s%n",
                (healed - from) / 1e9, millis / 1e3, findings);
        return new Span(fault, null, from, millis, findings);
    }

    private FaultReport report(List<Span> spans, List<Handed> accepted, List<Finding> findings, long seconds) {
        Map<String, Handed> bySubject = new HashMap<>();
        accepted.forEach(handed -> bySubject.put(handed.toString(), handed));
        List<Finding> everywhere = new ArrayList<>();
        Map<Span, List<Finding>> bySpan = new HashMap<>();
        for (Finding finding : findings) {
            Handed handed = bySubject.get(finding.subject());
            if (handed == null) {
                everywhere.add(finding);
            } else {
                bySpan.computeIfAbsent(spanOf(handed, spans), span -> new ArrayList<>())
                        .add(finding);
            }
        }
        List<FaultReport.Row> rows = new ArrayList<>();
        for (Span span : spans) {
            List<Finding> all = new ArrayList<>(span.findings());
            all.addAll(bySpan.getOrDefault(span, List.of()));
            int images = (int) accepted.stream()
                    .filter(handed -> spanOf(handed, spans).equals(span))
                    .map(Handed::id)
                    .distinct()
                    .count();
            rows.add(new FaultReport.Row(span.fault(), span.skipped(), images, span.recoveredMillis(), all));
        }
        return new FaultReport(options.seed(), rows, everywhere, seconds);
    }

    /** What was handed in before the first belongs to it, too. */
    private static Span spanOf(Handed handed, List<Span> spans) {
        Span last = spans.get(0);
        for (Span span : spans) {
            if (span.from() - handed.handedAt() <= 0 && span.skipped() == null) {
                last = span;
            }
        }
        return last;
    }
}
