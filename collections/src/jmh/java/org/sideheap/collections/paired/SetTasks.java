package org.sideheap.collections.paired;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Sets: what is asked of maps, with the same keys. */
final class SetTasks {
    private SetTasks() {}

    static Stream<Task> tasks(int count) {
        return Stream.of(MapTasks.Keys.random(count), MapTasks.Keys.consecutive(count))
                .flatMap(SetTasks::tasks);
    }

    private static Stream<Task> tasks(MapTasks.Keys keys) {
        return Stream.of(
                task("containsHit", keys, keys.filling(loops -> MapTasks.lookups(loops, keys.looked()))),
                task("containsMiss", keys, keys.filling(loops -> MapTasks.lookups(loops, keys.absent()))),
                task("churn", keys, keys.filling(loops -> MapTasks.churn(loops, keys.looked()))),
                task("iterate", keys, keys.filling(MapTasks::iteration)),
                task("build", keys, kind -> MapTasks.build(kind, keys.present())));
    }

    private static Task task(String operation, MapTasks.Keys keys, Function<Supplier<TableLoops>, Body> body) {
        return new Task(
                "set",
                operation,
                keys.count(),
                keys.pattern(),
                0,
                List.of(
                        Contestant.ours("Sideheap", () -> new SideheapSetLoops(keys.region()), body),
                        Contestant.rival("Agrona", AgronaSetLoops::new, body),
                        Contestant.rival("fastutil", FastutilSetLoops::new, body),
                        Contestant.rival("HPPC", HppcSetLoops::new, body),
                        Contestant.rival("Eclipse", EclipseSetLoops::new, body)));
    }
}
