package org.sideheap.collections.paired;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sideheap.allocators.Allocator;

/** Maps: lookups, changes, growth and iteration, with keys at random and one after the other. */
final class MapTasks {
    private MapTasks() {}

    static Stream<Task> tasks(int count) {
        return Stream.of(Keys.random(count), Keys.consecutive(count)).flatMap(MapTasks::tasks);
    }

    private static Stream<Task> tasks(Keys keys) {
        return Stream.of(
                        operations(keys),
                        growth("map", keys::map, keys),
                        growth("map on malloc", SideheapMapLoops::onMalloc, keys))
                .flatMap(tasks -> tasks);
    }

    private static Stream<Task> operations(Keys keys) {
        return Stream.of(
                filled("getHit", keys, loops -> lookups(loops, keys.looked)),
                filled("getMiss", keys, loops -> lookups(loops, keys.absent)),
                batchTask("getAllHit", keys, keys.looked),
                batchTask("getAllMiss", keys, keys.absent),
                filled("churn", keys, loops -> churn(loops, keys.looked)),
                filled("iterate", keys, MapTasks::iteration));
    }

    private static Stream<Task> growth(String subject, Supplier<TableLoops> ours, Keys keys) {
        return Stream.of(
                task(subject, ours, "build", keys, kind -> build(kind, keys.present)),
                task(subject, ours, "worstPut", keys, kind -> new WorstPut(kind, keys.present))
                        .measuredIn(Unit.NANOS_AT_WORST));
    }

    /** On a map that has the keys. */
    private static Task filled(String operation, Keys keys, Function<TableLoops, Body> body) {
        return task("map", keys::map, operation, keys, keys.filling(body));
    }

    private static Task task(
            String subject,
            Supplier<TableLoops> ours,
            String operation,
            Keys keys,
            Function<Supplier<TableLoops>, Body> body) {
        return new Task(subject, operation, keys.count(), keys.pattern, 1.0, contestants(ours, body));
    }

    static List<Contestant> contestants(Supplier<TableLoops> ours, Function<Supplier<TableLoops>, Body> body) {
        return List.of(
                Contestant.ours("Sideheap", ours, body),
                Contestant.rival("Agrona", AgronaMapLoops::new, body),
                Contestant.rival("fastutil", FastutilMapLoops::new, body),
                Contestant.rival("HPPC", HppcMapLoops::new, body),
                Contestant.rival("Eclipse", EclipseMapLoops::new, body));
    }

    /** Many lookups in one call, against as many calls. */
    private static Task batchTask(String operation, Keys keys, long[] looked) {
        return new Task(
                "map batches",
                operation,
                keys.count(),
                keys.pattern,
                keys.count() >= 10_000_000 ? 1.5 : 1.0,
                List.of(
                        Contestant.ours("getAll", () -> batchLookups(keys.putInto(keys.map()), looked)),
                        Contestant.rival("get", () -> lookups(keys.putInto(keys.map()), looked))));
    }

    private static Body batchLookups(SideheapMapLoops loops, long[] keys) {
        final long[] values = new long[Batches.SIZE];
        return Batches.along(keys.length, (from, to) -> loops.getAll(keys, from, to, values), loops::close);
    }

    /** The keys of a map, the order they are looked up in, and others that are not among them. */
    record Keys(String pattern, long[] present, long[] looked, long[] absent) {
        static Keys random(int count) {
            final long[] present = Numbers.random(count);
            return new Keys("random", present, Numbers.shuffled(present), Numbers.shuffled(Numbers.otherRandom(count)));
        }

        static Keys consecutive(int count) {
            final long[] present = Numbers.consecutive(count, 1);
            return new Keys("consecutive", present, present, Numbers.consecutive(count, count + 1L));
        }

        int count() {
            return present.length;
        }

        /** Where a table of them is made. */
        Allocator region() {
            return WarmRegion.forCount(count());
        }

        /** Ours, in one block. */
        SideheapMapLoops map() {
            return new SideheapMapLoops(region());
        }

        /** A body over loops that have the keys. */
        Function<Supplier<TableLoops>, Body> filling(Function<TableLoops, Body> body) {
            return kind -> body.apply(putInto(kind.get()));
        }

        <L extends TableLoops> L putInto(L loops) {
            loops.put(present, 0, present.length);
            return loops;
        }
    }

    static Body lookups(TableLoops loops, long[] keys) {
        return Batches.along(keys.length, (from, to) -> loops.get(keys, from, to), loops::close);
    }

    static Body iteration(TableLoops loops) {
        return Batches.whole(loops.size(), loops::sum, loops::close);
    }

    static Body churn(TableLoops loops, long[] keys) {
        return Batches.along(
                keys.length,
                (from, to) -> {
                    loops.churn(keys, from, to);
                    return loops.size();
                },
                loops::close);
    }

    /** Puts all keys into a new map. */
    static Body build(Supplier<TableLoops> kind, long[] keys) {
        return Batches.whole(keys.length, () -> {
            try (TableLoops loops = kind.get()) {
                loops.put(keys, 0, keys.length);
                return loops.size();
            }
        });
    }

    /** Puts all keys into a new map, and tells how long one of them waited. */
    record WorstPut(Supplier<TableLoops> kind, long[] keys) implements MeasuringBody {
        @Override
        public double measure() {
            try (TableLoops loops = kind.get()) {
                return loops.worstPutNanos(keys);
            }
        }
    }
}
