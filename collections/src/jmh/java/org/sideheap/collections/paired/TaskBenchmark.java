package org.sideheap.collections.paired;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The tasks of the {@link PairedBenchmark} through JMH: each contestant in a JVM of its own, and what it allocates on the
 * heap. Where the other tells who is ahead on a busy machine, this one tells what an operation costs on a quiet one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class TaskBenchmark {
    /** Its name. */
    @Param("map getHit 1000 random")
    public String task;

    /** Its name, too. */
    @Param("Sideheap")
    public String contestant;

    private Body body;

    /** For JMH. */
    public TaskBenchmark() {}

    /** How many operations the batches were: what time and bytes are divided by. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Operations {
        /** So many. */
        public long count;

        /** For JMH. */
        public Operations() {}
    }

    /**
     * Runs what is asked for.
     *
     * @param args what {@code --help} says
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Comparison()).execute(args));
    }

    /** Fills what the contestant works with. */
    @Setup(Level.Trial)
    public void open() {
        body = tasks(countIn(task))
                .filter(each -> each.name().equals(task))
                .flatMap(each -> each.contestants().stream())
                .filter(each -> each.name().equals(contestant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(contestant + " takes no part in " + task))
                .opener()
                .get();
    }

    /** Gives back what is not on the heap. */
    @TearDown(Level.Trial)
    public void close() {
        body.close();
    }

    /**
     * Runs one batch.
     *
     * @param operations to be counted
     * @return what all batches came to
     */
    @Benchmark
    public long batch(Operations operations) {
        operations.count += body.run();
        return body.answer();
    }

    private static Stream<Task> tasks(int count) {
        return Stream.concat(PairedBenchmark.tasks(count), PairedBenchmark.tasks());
    }

    /** The name says of how many elements the task is. */
    private static int countIn(String name) {
        return Arrays.stream(name.split(" "))
                .filter(word -> word.matches("\\d+"))
                .findFirst()
                .map(Integer::valueOf)
                .orElseThrow();
    }

    /** Runs JMH for each contestant of the tasks that are asked for, and prints a table. */
    @Command(
            name = "TaskBenchmark",
            mixinStandardHelpOptions = true,
            description = "Times each contestant in a JVM of its own, with the heap bytes of an operation.")
    private static final class Comparison implements Callable<Integer> {
        @Option(names = "--counts", split = ",", description = "Elements in each collection.")
        private int[] counts = {1_000, 100_000, 1_000_000, 10_000_000};

        @Option(names = "--only", description = "Tasks whose name this finds, as 'map getHit 1000 random'.")
        private String only = "";

        @Option(names = "--millis", description = "How long each of the eight iterations takes.")
        private long millis = 300;

        @Override
        public Integer call() throws RunnerException {
            final Pattern wanted = Pattern.compile(only);
            final List<Task> tasks = Arrays.stream(counts)
                    .boxed()
                    .flatMap(TaskBenchmark::tasks)
                    .filter(task -> wanted.matcher(task.name()).find())
                    .distinct()
                    .toList();
            System.out.printf("| task | contestant | ns | heap bytes |%n|---|---|---|---|%n");
            for (final Task task : tasks) {
                for (final Contestant contestant : task.contestants()) {
                    // What is timed put by put is for the paired benchmark alone.
                    if (!task.operation().startsWith("worst")) {
                        print(task, contestant);
                    }
                }
            }
            return 0;
        }

        private void print(Task task, Contestant contestant) throws RunnerException {
            final Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include(TaskBenchmark.class.getSimpleName() + "\\.batch$")
                            .param("task", task.name())
                            .param("contestant", contestant.name())
                            .addProfiler(GCProfiler.class)
                            .warmupTime(TimeValue.milliseconds(millis))
                            .measurementTime(TimeValue.milliseconds(millis))
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
            final RunResult result = results.iterator().next();
            final double batchNanos = result.getPrimaryResult().getScore();
            final double nanos = result.getSecondaryResults().get("count").getScore();
            final double batchBytes =
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            System.out.printf(
                    "| %s | %s | %.2f | %.2f |%n",
                    task.name(), contestant.name(), nanos, batchBytes * nanos / batchNanos);
        }
    }
}
