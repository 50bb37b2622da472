package org.sideheap.collections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs {@link BackendBenchmark} on each way to memory in turn, over and over, so that a machine that is busy for a while is
 * busy for all of them. Prints a table for the README.
 *
 * <p>Each round is a JVM for each operation and way; what it says is its median call. The table has the medians of the
 * rounds, and of the ratios in each: a ratio compares JVMs that ran one after the other.
 */
final class BackendComparison {
    private static final int DEFAULT_ROUND_COUNT = 7;
    private static final List<String> COUNTS = List.of("1000", "1000000");
    private static final Map<String, List<String>> FLAGS = flags();

    private BackendComparison() {}

    private static Map<String, List<String>> flags() {
        final Map<String, List<String>> flags = new LinkedHashMap<>();
        flags.put("agrona", List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"));
        flags.put("unsafe", List.of());
        if (Runtime.version().feature() >= 22) {
            flags.put("ffm", List.of("--enable-native-access=ALL-UNNAMED"));
        }
        return flags;
    }

    /** Takes the number of rounds, where it is not to be {@value #DEFAULT_ROUND_COUNT}. */
    public static void main(String[] args) throws RunnerException {
        final int roundCount = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUND_COUNT;
        final Map<String, List<double[]>> nanosByRound = new LinkedHashMap<>();
        for (int round = 1; round <= roundCount; round++) {
            for (final String count : COUNTS) {
                for (final String operation : operations()) {
                    final double[] nanos = nanosOnEach(operation, count);
                    nanosByRound
                            .computeIfAbsent("| " + operation + " | " + count, cell -> new ArrayList<>())
                            .add(nanos);
                    System.err.println("round " + round + " " + operation + " " + count + " " + Arrays.toString(nanos));
                }
            }
        }
        print(nanosByRound);
    }

    private static List<String> operations() {
        return Arrays.stream(BackendBenchmark.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> method.getName())
                .sorted()
                .toList();
    }

    private static double[] nanosOnEach(String operation, String count) throws RunnerException {
        final double[] nanos = new double[FLAGS.size()];
        int i = 0;
        for (final Map.Entry<String, List<String>> each : FLAGS.entrySet()) {
            final List<String> flags = new ArrayList<>(each.getValue());
            flags.addAll(List.of("-Xmx512m", "-Dsideheap.memory=" + each.getKey()));
            final Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include(BackendBenchmark.class.getSimpleName() + "\\." + operation + "$")
                            .param("count", count)
                            .jvmArgs(flags.toArray(String[]::new))
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
            final Statistics calls =
                    results.iterator().next().getPrimaryResult().getStatistics();
            nanos[i++] = calls.getPercentile(50) / BackendBenchmark.BATCH;
        }
        return nanos;
    }

    private static void print(Map<String, List<double[]>> nanosByRound) {
        final List<String> names = List.copyOf(FLAGS.keySet());
        final StringBuilder heading = new StringBuilder("| operation | count");
        names.forEach(name -> heading.append(" | ").append(name).append(", ns"));
        names.stream()
                .skip(1)
                .forEach(name -> heading.append(" | ").append(name).append(" / agrona"));
        System.out.println(heading.append(" |"));
        System.out.println("|---".repeat(1 + 2 * names.size()) + "|");
        nanosByRound.forEach((cell, rounds) -> {
            final StringBuilder row = new StringBuilder(cell);
            for (int i = 0; i < names.size(); i++) {
                final int way = i;
                row.append(String.format(Locale.ROOT, " | %.2f", median(rounds, nanos -> nanos[way])));
            }
            for (int i = 1; i < names.size(); i++) {
                final int way = i;
                row.append(String.format(Locale.ROOT, " | %.2f", median(rounds, nanos -> nanos[way] / nanos[0])));
            }
            System.out.println(row.append(" |"));
        });
    }

    private static double median(List<double[]> rounds, ToDoubleFunction<double[]> number) {
        final double[] sorted = rounds.stream().mapToDouble(number).sorted().toArray();
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
