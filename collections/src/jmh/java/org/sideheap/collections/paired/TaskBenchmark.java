package org.sideheap.collections.paired;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
        body = TaskChoice.all(countIn(task))
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
        @Mixin
        private final TaskChoice choice = new TaskChoice();

        @Option(names = "--millis", description = "How long each of the eight iterations takes.")
        private long millis = 300;

        @Override
        public Integer call() {
            System.out.printf("| task | contestant | ns | heap bytes |%n|---|---|---|---|%n");
            choice.tasks()
                    // What measures itself is for the paired benchmark alone.
                    .filter(task -> task.unit() == Unit.NANOS_PER_OPERATION)
                    .forEach(task -> task.contestants().forEach(contestant -> print(task, contestant)));
            return 0;
        }

        private void print(Task task, Contestant contestant) {
            final RunResult result = run(task, contestant);
            final double batchNanos = result.getPrimaryResult().getScore();
            final double nanos = result.getSecondaryResults().get("count").getScore();
            final double batchBytes =
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            System.out.printf(
                    "| %s | %s | %.2f | %.2f |%n",
                    task.name(), contestant.name(), nanos, batchBytes * nanos / batchNanos);
        }

        private RunResult run(Task task, Contestant contestant) {
            final Options options = new OptionsBuilder()
                    .include(TaskBenchmark.class.getSimpleName() + "\\.batch$")
                    .param("task", task.name())
                    .param("contestant", contestant.name())
                    .addProfiler(GCProfiler.class)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementTime(TimeValue.milliseconds(millis))
                    .verbosity(VerboseMode.SILENT)
                    .build();
            try {
                return new Runner(options).runSingle();
            } catch (RunnerException e) {
                throw new IllegalStateException(contestant.name() + " failed in " + task.name(), e);
            }
        }
    }
}
