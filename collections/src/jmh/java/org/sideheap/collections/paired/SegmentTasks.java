package org.sideheap.collections.paired;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A map in segments: what it costs against ours in one block, and how long a put waits at worst against the rivals. */
final class SegmentTasks {
    /** Lookups within 1.25 times the time. */
    private static final double TARGET = 0.8;

    private static final double WORST_PUT_TARGET = 50;
    private static final int LARGE_COUNT = 10_000_000;

    private SegmentTasks() {}

    static Stream<Task> tasks(int count) {
        return Stream.of(MapTasks.Keys.random(count), MapTasks.Keys.consecutive(count))
                .flatMap(SegmentTasks::tasks);
    }

    private static Stream<Task> tasks(MapTasks.Keys keys) {
        return Stream.of(
                againstOneBlock("getHit", keys, keys.filling(loops -> MapTasks.lookups(loops, keys.looked()))),
                againstOneBlock("getMiss", keys, keys.filling(loops -> MapTasks.lookups(loops, keys.absent()))),
                againstOneBlock("churn", keys, keys.filling(loops -> MapTasks.churn(loops, keys.looked()))),
                againstOneBlock("build", keys, kind -> MapTasks.build(kind, keys.present())),
                worstPut(keys));
    }

    private static Task againstOneBlock(
            String operation, MapTasks.Keys keys, Function<Supplier<TableLoops>, Body> body) {
        return new Task(
                "map in segments",
                operation,
                keys.count(),
                keys.pattern(),
                TARGET,
                List.of(
                        Contestant.ours("in segments", () -> SideheapMapLoops.segmented(keys.region()), body),
                        Contestant.rival("in one block", keys::map, body)));
    }

    private static Task worstPut(MapTasks.Keys keys) {
        return new Task(
                        "map in segments, against rivals",
                        "worstPut",
                        keys.count(),
                        keys.pattern(),
                        keys.count() >= LARGE_COUNT ? WORST_PUT_TARGET : 1,
                        MapTasks.contestants(
                                () -> SideheapMapLoops.segmented(keys.region()),
                                kind -> new MapTasks.WorstPut(kind, keys.present())))
                .measuredIn(Unit.NANOS_AT_WORST);
    }
}
