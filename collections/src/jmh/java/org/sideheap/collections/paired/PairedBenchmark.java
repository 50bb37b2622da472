package org.sideheap.collections.paired;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.sideheap.allocators.Memory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares ours with the rivals, all in one JVM, and prints a table for the README. */
@Command(
        name = "PairedBenchmark",
        mixinStandardHelpOptions = true,
        description =
                "Times ours and the rivals turn and turn about in one JVM, and tells what memory their maps take.")
final class PairedBenchmark implements Callable<Integer> {
    @Mixin
    private final TaskChoice choice = new TaskChoice();

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

    @Override
    public Integer call() {
        final long roundNanos = TimeUnit.MILLISECONDS.toNanos(roundMillis);
        final PairedRun run = new PairedRun(roundCount, roundNanos);
        final List<Comparison> comparisons = new ArrayList<>();
        System.err.println(Memory.describe());
        choice.tasks().forEach(task -> {
            final Comparison comparison = run.run(task);
            comparisons.add(comparison);
            System.err.printf("%s: %.2f, against %s%n", task.name(), comparison.ratio(), comparison.bestRival());
        });
        final Report report = new Report(comparisons, roundCount, roundNanos);
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
