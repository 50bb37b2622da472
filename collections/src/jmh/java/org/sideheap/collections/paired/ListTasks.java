package org.sideheap.collections.paired;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;

/** Lists: reading and writing at random, going through them, and growth. */
final class ListTasks {
    private ListTasks() {}

    static Stream<Task> tasks(int count) {
        final int[] indexes = Arrays.stream(Numbers.shuffled(Numbers.consecutive(count, 0)))
                .mapToInt(index -> (int) index)
                .toArray();
        return Stream.of(
                filled("get", count, "random", loops -> gets(loops, indexes)),
                filled("set", count, "random", loops -> sets(loops, indexes)),
                filled("scan", count, "", loops -> Batches.whole(count, loops::scan, loops::close)),
                filled("forEach", count, "", loops -> Batches.whole(count, loops::forEach, loops::close)),
                task("addGrowing", count, "", kind -> growth(kind, count)),
                task("list on malloc", GlobalAllocator.INSTANCE, "addGrowing", count, "", kind -> growth(kind, count)));
    }

    private static Body gets(ListLoops loops, int[] indexes) {
        return Batches.along(indexes.length, (from, to) -> loops.get(indexes, from, to), loops::close);
    }

    private static Body sets(ListLoops loops, int[] indexes) {
        return Batches.along(
                indexes.length,
                (from, to) -> {
                    loops.set(indexes, from, to);
                    return to;
                },
                loops::close);
    }

    /** Adds all elements to a new list. */
    private static Body growth(Supplier<ListLoops> kind, int count) {
        return Batches.whole(count, () -> {
            try (ListLoops loops = kind.get()) {
                loops.add(count);
                return count;
            }
        });
    }

    private static Task filled(String operation, int count, String pattern, Function<ListLoops, Body> body) {
        return task(operation, count, pattern, kind -> {
            final ListLoops loops = kind.get();
            loops.add(count);
            return body.apply(loops);
        });
    }

    private static Task task(String operation, int count, String pattern, Function<Supplier<ListLoops>, Body> body) {
        return task("list", WarmRegion.forCount(count), operation, count, pattern, body);
    }

    private static Task task(
            String subject,
            Allocator allocator,
            String operation,
            int count,
            String pattern,
            Function<Supplier<ListLoops>, Body> body) {
        final double target = operation.equals("addGrowing") && count >= 10_000_000 ? 1.5 : 1.0;
        return new Task(subject, operation, count, pattern, target, contestants(allocator, body));
    }

    private static List<Contestant> contestants(Allocator allocator, Function<Supplier<ListLoops>, Body> body) {
        return List.of(
                Contestant.ours("Sideheap", () -> new SideheapListLoops(allocator), body),
                Contestant.rival("Agrona", AgronaListLoops::new, body),
                Contestant.rival("fastutil", FastutilListLoops::new, body),
                Contestant.rival("HPPC", HppcListLoops::new, body),
                Contestant.rival("Eclipse", EclipseListLoops::new, body),
                Contestant.rival("ArrayList", JdkListLoops::new, body));
    }
}
