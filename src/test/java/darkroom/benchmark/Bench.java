package darkroom.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ./darkroom bench NAME}: runs one benchmark, or names them all. Results belong into docs/benchmarks.md. */
public final class Bench {
    private static final int USAGE = 2;

    private interface Run {
        void run() throws Exception;
    }

    private record Benchmark(String what, Run run) {}

    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put(
                "imaging",
                new Benchmark(
                        "CPU and likeness of the bean's variants, beside plain imgscalr",
                        () -> ImagingBenchmark.main(new String[0])));
        ALL.put(
                "http",
                new Benchmark(
                        "12 MP JPEGs over HTTP, archived and announced, beside the bean in a loop",
                        () -> PlatformBenchmark.main(new String[] {"http", "150"})));
        ALL.put(
                "kafka",
                new Benchmark(
                        "2,000 JPEGs of 640x480 from the topic to rows: CPU an image, images a second",
                        () -> PlatformBenchmark.main(new String[] {"kafka", "2000"})));
        ALL.put(
                "kafka-long",
                new Benchmark(
                        "the same with 20,000: is memory flat?",
                        () -> PlatformBenchmark.main(new String[] {"kafka", "20000"})));
        ALL.put(
                "clickhouse",
                new Benchmark("rows a second through JDBC, in batches", () -> ClickHouseBenchmark.main(new String[0])));
    }

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Benchmark chosen = args.length == 0 ? null : ALL.get(args[0]);
        if (chosen != null) {
            chosen.run().run();
            return;
        }
        if (args.length > 0) {
            System.err.println("'" + args[0] + "' is no benchmark. There are: " + List.copyOf(ALL.keySet()));
            System.exit(USAGE);
        }
        ALL.forEach((name, benchmark) -> System.out.printf("  ./darkroom bench %-11s %s%n", name, benchmark.what()));
    }
}
