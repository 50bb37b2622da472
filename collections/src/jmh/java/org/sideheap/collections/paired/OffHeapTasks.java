package org.sideheap.collections.paired;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Lists and maps against the ones that QuestDB has off the heap, in what those can do. Both grow on malloc. */
final class OffHeapTasks {
    private OffHeapTasks() {}

    static Stream<Task> tasks(int count) {
        return Stream.concat(lists(count), maps(MapTasks.Keys.random(count)));
    }

    private static Stream<Task> lists(int count) {
        final int[] indexes = Numbers.indexes(count);
        return Stream.of(
                list("get", count, "random", kind -> ListTasks.gets(ListTasks.putInto(kind.get(), count), indexes)),
                list("set", count, "random", kind -> ListTasks.sets(ListTasks.putInto(kind.get(), count), indexes)),
                list("scan", count, "", kind -> ListTasks.scans(ListTasks.putInto(kind.get(), count), count)),
                list("addGrowing", count, "", kind -> ListTasks.growth(kind, count)));
    }

    private static Task list(String operation, int count, String pattern, Function<Supplier<ListLoops>, Body> body) {
        return new Task(
                "list, off-heap rival",
                operation,
                count,
                pattern,
                1.0,
                List.of(
                        Contestant.ours("Sideheap", SideheapListLoops::onMalloc, body),
                        Contestant.rival("QuestDB", QuestdbListLoops::new, body)));
    }

    private static Stream<Task> maps(MapTasks.Keys keys) {
        return Stream.of(
                map("getHit", keys, keys.filling(loops -> MapTasks.lookups(loops, keys.looked()))),
                map("getMiss", keys, keys.filling(loops -> MapTasks.lookups(loops, keys.absent()))),
                map("iterate", keys, keys.filling(MapTasks::iteration)),
                map("build", keys, kind -> MapTasks.build(kind, keys.present())));
    }

    private static Task map(String operation, MapTasks.Keys keys, Function<Supplier<TableLoops>, Body> body) {
        return new Task(
                "map, off-heap rival",
                operation,
                keys.count(),
                keys.pattern(),
                1.0,
                List.of(
                        Contestant.ours("Sideheap", SideheapMapLoops::onMalloc, body),
                        Contestant.rival("QuestDB", QuestdbMapLoops::new, body)));
    }
}
