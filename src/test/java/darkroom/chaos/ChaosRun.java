package darkroom.chaos;

import darkroom.devservices.Stack;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** One run: load, kills, restarts, drain, audit. */
public final class ChaosRun {
    /** So long after the last kill the senders go on: what nobody killed has to be right, too. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stack stack;
    private final Options options;
    private final PrintStream progress;
    private final Map<String, String> keys;
    private final List<Replica> replicas = new ArrayList<>();

    /**
     * @param name first part of the names of the customers, which nobody else has
     * @param variables of the replicas, over those of the stack: for instance addresses of something in between
     * @param sources of Spring's in the replicas
     */
    ChaosRun(
            Stack stack,
            Options options,
            String name,
            Map<String, String> variables,
            List<Class<?>> sources,
            PrintStream progress)
            throws IOException, InterruptedException, ExecutionException {
        this.stack = stack;
        this.options = options;
        this.progress = progress;
        this.keys = keys(stack, name);
        for (int i = 1; i <= options.replicas(); i++) {
            replicas.add(new Replica(stack, "app-" + i, variables, sources));
        }
    }

    /**
     * Runs on a stack on which no other app runs; returns when its own are gone.
     *
     * @param name first part of the names of the customers, which nobody else has
     * @param progress for people
     */
    public static ChaosReport run(Stack stack, Options options, String name, PrintStream progress) throws Exception {
        List<Kill> plan = Kill.plan(options.kills(), options.seed(), options.sources());
        return new ChaosRun(stack, options, name, Map.of(), List.of(), progress).run(plan, backends -> {});
    }

    /** Something to be done when the replicas are ready, before anything is handed in. */
    interface Preparation {
        void of(Backends backends) throws IOException, InterruptedException;
    }

    ChaosReport run(List<Kill> plan, Preparation preparation) throws Exception {
        long start = System.nanoTime();
        Album album = Album.draw(options.seed());
        Thread stop = new Thread(() -> replicas.forEach(Replica::close), "stop-replicas");
        Runtime.getRuntime().addShutdownHook(stop);
        try (Backends backends = new Backends(stack);
                // of an image that is sent twice the second heals what a missing guard did to the first
                Load load =
                        new Load(backends, replicas, keys, album, options.seed(), !options.mutations(), PATIENCE, 1);
                Announcements announcements = new Announcements(backends.brokers())) {
            long deadBefore = backends.deadLetters();
            for (Replica replica : replicas) {
                replica.start();
            }
            for (Replica replica : replicas) {
                replica.awaitReady();
            }
            preparation.of(backends);
            progress.println(replicas.size() + " ready; the load begins");
            load.start(Set.copyOf(options.sources()));
            Killer killer = new Killer(replicas, plan, progress);
            killer.run();
            Thread.sleep(AFTERWARDS.toMillis());
            load.stop();
            List<Handed> accepted = load.accepted();
            progress.println(accepted.size() + " images are accepted; waiting until nothing is left to do");
            Drain.await(backends, keys.keySet(), ids(accepted), Drain.PATIENCE)
                    .forEach(left -> progress.println("NOT DRAINED: " + left));
            announcements.finish();
            progress.println("auditing S3, Kafka and ClickHouse");
            List<Finding> findings = new ArrayList<>(load.findings());
            findings.addAll(
                    new Auditor(backends, announcements, album.engine()).audit(keys.keySet(), accepted, deadBefore));
            return new ChaosReport(
                    options,
                    accepted.size(),
                    announcements.records(),
                    killer.done(),
                    killer.missed(),
                    drained(killer.done(), accepted, announcements),
                    findings,
                    (System.nanoTime() - start) / 1_000_000_000);
        } finally {
            replicas.forEach(Replica::close);
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    /** Customers that are known from now on, with a key each. */
    static Map<String, String> keys(Stack stack, String name)
            throws IOException, InterruptedException, ExecutionException {
        Map<String, String> keys = new TreeMap<>();
        for (String customer : List.of("-ada", "-bob", "-eve")) {
            keys.put(name + customer, stack.newKey(name + customer));
        }
        return keys;
    }

    static Set<String> ids(List<Handed> accepted) {
        return accepted.stream().map(handed -> handed.id().toString()).collect(Collectors.toCollection(HashSet::new));
    }

    private Map<Source, List<Long>> drained(
            List<Killer.Done> kills, List<Handed> accepted, Announcements announcements) {
        Map<Source, List<Long>> bySource = new EnumMap<>(Source.class);
        for (Source source : options.sources()) {
            List<Handed> ofSource = accepted.stream()
                    .filter(handed -> handed.source() == source)
                    .toList();
            bySource.put(
                    source,
                    kills.stream()
                            .map(kill -> millisUntilDrained(kill.at(), ofSource, announcements))
                            .toList());
        }
        return bySource;
    }

    private static long millisUntilDrained(long killedAt, List<Handed> accepted, Announcements announcements) {
        return accepted.stream()
                .filter(handed -> handed.handedAt() - killedAt < 0)
                .flatMap(handed -> announcements.firstAt(handed.id().toString()).stream())
                .mapToLong(at -> Math.max(0, at - killedAt) / 1_000_000)
                .max()
                .orElse(0);
    }
}
