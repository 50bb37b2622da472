package org.sideheap.collections.paired;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sideheap.allocators.Memory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares ours with the rivals, all in one JVM, and prints a table for the README. */
@Command(
        name = "PairedBenchmark",
        mixinStandardHelpOptions = true,
        description = "Times ours and the rivals turn and turn about in one JVM.")
final class PairedBenchmark implements Callable<Integer> {
    @Option(names = "--counts", split = ",", description = "Elements in each collection.")
    private int[] counts = {1_000, 100_000, 1_000_000, 10_000_000};

    @Option(names = "--only", description = "Tasks whose name this finds, as 'map getHit 1000 random'.")
    private String only = "";

    @Option(names = "--rounds", description = "How often each is timed.")
    private int roundCount = 11;

    @Option(names = "--round-millis", description = "For how long at least.")
    private long roundMillis = 25;

    @Option(names = "--json", description = "A file for each number.")
    private Path json;

    @Option(names = "--svg", description = "A file for a chart of the ratios.")
    private Path svg;

    /** Takes what {@code --help} says. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new PairedBenchmark()).execute(args));
    }

    /** All there are, for collections of a size. */
    static Stream<Task> tasks(int count) {
        return Stream.of(MapTasks.tasks(count), ListTasks.tasks(count), DequeTasks.tasks(count))
                .flatMap(tasks -> tasks);
    }

    /** Those that are the same whatever the size. */
    static Stream<Task> tasks() {
        return AllocatorTasks.tasks();
    }

    @Override
    public Integer call() {
        final PairedRun run = new PairedRun(roundCount, TimeUnit.MILLISECONDS.toNanos(roundMillis));
        final Pattern wanted = Pattern.compile(only);
        final List<Comparison> comparisons = new ArrayList<>();
        System.err.println(Memory.describe());
        Stream.concat(Arrays.stream(counts).boxed().flatMap(PairedBenchmark::tasks), tasks())
                .filter(task -> wanted.matcher(task.name()).find())
                .forEach(task -> {
                    final Comparison comparison = run.run(task);
                    comparisons.add(comparison);
                    System.err.printf(
                            "%s: %.2f, against %s%n", task.name(), comparison.ratio(), comparison.bestRival());
                });
        final Report report = new Report(comparisons, roundCount, TimeUnit.MILLISECONDS.toNanos(roundMillis));
        System.out.println(report.table());
        if (json != null) {
            report.writeJson(json);
        }
        if (svg != null) {
            report.writeChart(svg);
        }
        return 0;
    }
}
