package org.sideheap.collections.paired;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Maps: what is put where the key is there already, which takes no other room. */
final class MapUpdateTasks {
    private MapUpdateTasks() {}

    static Stream<Task> tasks(int count) {
        final MapTasks.Keys keys = MapTasks.Keys.random(count);
        return Stream.of(
                task("putAgain", keys, MapLoops::put),
                task("putIfAbsent", keys, MapLoops::putIfAbsent),
                task("addTo", keys, MapLoops::addTo));
    }

    /** What is done to each key in a range. */
    @FunctionalInterface
    private interface Update {
        void run(MapLoops loops, long[] keys, int from, int to);
    }

    private static Task task(String operation, MapTasks.Keys keys, Update update) {
        final Function<Supplier<MapLoops>, Body> body = kind -> {
            final MapLoops loops = keys.putInto(kind.get());
            return Batches.along(
                    keys.looked().length,
                    (from, to) -> {
                        update.run(loops, keys.looked(), from, to);
                        return loops.size();
                    },
                    loops::close);
        };
        return new Task(
                "map",
                operation,
                keys.count(),
                keys.pattern(),
                1.0,
                List.of(
                        Contestant.ours("Sideheap", keys::map, body),
                        Contestant.rival("Agrona", AgronaMapLoops::new, body),
                        Contestant.rival("fastutil", FastutilMapLoops::new, body),
                        Contestant.rival("HPPC", HppcMapLoops::new, body),
                        Contestant.rival("Eclipse", EclipseMapLoops::new, body)));
    }
}
