package org.sideheap.collections.paired;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which tasks are run: what each runner is asked. */
final class TaskChoice {
    @Option(names = "--counts", split = ",", description = "Elements in each collection.")
    private int[] counts = {1_000, 100_000, 1_000_000, 10_000_000};

    @Option(names = "--only", description = "Tasks whose name this finds, as 'map getHit 1000 random'.")
    private Pattern only = Pattern.compile("");

    /** Those that are asked for, each made when it is its turn. */
    Stream<Task> tasks() {
        return all(counts).filter(task -> only.matcher(task.name()).find());
    }

    /** All there are: those of collections for each count, and once those that are the same whatever the count. */
    static Stream<Task> all(int... counts) {
        return Stream.of(
                        // Last, as code that has only seen maps in one block is compiled for these alone.
                        Arrays.stream(counts).boxed().flatMap(TaskChoice::ofCollections),
                        Arrays.stream(counts).boxed().flatMap(SegmentTasks::tasks),
                        AllocatorTasks.tasks())
                .flatMap(tasks -> tasks);
    }

    private static Stream<Task> ofCollections(int count) {
        return Stream.of(
                        MapTasks.tasks(count),
                        MapUpdateTasks.tasks(count),
                        SetTasks.tasks(count),
                        MemoryTasks.tasks(count),
                        ListTasks.tasks(count),
                        DequeTasks.tasks(count),
                        OffHeapTasks.tasks(count))
                .flatMap(tasks -> tasks);
    }
}
