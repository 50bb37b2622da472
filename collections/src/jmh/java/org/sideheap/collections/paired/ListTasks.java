package org.sideheap.collections.paired;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import java.util.stream.Stream;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;

/** Lists: reading and writing at random, going through them, growth, changes in the middle, and sorting. */
final class ListTasks {
    /** Elements that a batch of changes in the middle moves at most: some milliseconds. */
    private static final int MOVED_COUNT = 50_000_000;

    private ListTasks() {}

    static Stream<Task> tasks(int count) {
        final int[] indexes = Numbers.indexes(count);
        return Stream.of(
                filled("get", count, "random", loops -> gets(loops, indexes)),
                filled("set", count, "random", loops -> sets(loops, indexes)),
                filled("scan", count, "", loops -> scans(loops, count)),
                filled("forEach", count, "", loops -> Batches.whole(count, loops::forEach, loops::close)),
                task("addGrowing", count, "", kind -> growth(kind, count)),
                task("list on malloc", GlobalAllocator.INSTANCE, "addGrowing", count, "", kind -> growth(kind, count)),
                inTheMiddle("insertInTheMiddle", count, EditLoops::insert),
                inTheMiddle("removeFromTheMiddle", count, EditLoops::remove),
                unorderedRemovals(count, indexes),
                sorting(count));
    }

    static Body scans(ListLoops loops, int count) {
        return Batches.whole(count, loops::scan, loops::close);
    }

    static Body gets(ListLoops loops, int[] indexes) {
        return Batches.along(indexes.length, (from, to) -> loops.get(indexes, from, to), loops::close);
    }

    static Body sets(ListLoops loops, int[] indexes) {
        return Batches.along(
                indexes.length,
                (from, to) -> {
                    loops.set(indexes, from, to);
                    return to;
                },
                loops::close);
    }

    /** Adds all elements to a new list. */
    static Body growth(Supplier<? extends ListLoops> kind, int count) {
        return Batches.whole(count, () -> {
            try (ListLoops loops = kind.get()) {
                loops.add(count);
                return count;
            }
        });
    }

    /** Changes that move half of the elements: the fewer at a time the more that is. */
    private static Task inTheMiddle(String operation, int count, ToLongBiFunction<EditLoops, Integer> change) {
        final int changeCount = Math.max(1, Math.min(count / 10, MOVED_COUNT / (count / 2 + 1)));
        return filled(
                operation,
                count,
                "",
                loops -> Batches.whole(changeCount, () -> change.applyAsLong(loops, changeCount), loops::close));
    }

    /** Only Agrona's has it, too. */
    private static Task unorderedRemovals(int count, int[] indexes) {
        return new Task(
                "list",
                "fastUnorderedRemove",
                count,
                "random",
                1.0,
                List.of(
                        Contestant.ours("Sideheap", () -> {
                            final SideheapListLoops loops = putInto(ours(count), count);
                            return Batches.along(
                                    indexes.length,
                                    (from, to) -> loops.removeUnordered(indexes, from, to),
                                    loops::close);
                        }),
                        Contestant.rival("Agrona", () -> {
                            final AgronaListLoops loops = putInto(new AgronaListLoops(), count);
                            return Batches.along(
                                    indexes.length,
                                    (from, to) -> loops.removeUnordered(indexes, from, to),
                                    loops::close);
                        })));
    }

    /** Numbers in another order each time, where there are few of them. */
    private static Task sorting(int count) {
        final long[] numbers = Numbers.shuffled(Numbers.notNegative(Numbers.random(count)));
        final Function<Supplier<SortLoops>, Body> body = kind -> {
            final SortLoops loops = kind.get();
            return Batches.along(count, numbers.length, (from, to) -> loops.sort(numbers, from, count), loops::close);
        };
        return new Task(
                "list sorting",
                "sort",
                count,
                "random",
                1.0,
                List.of(
                        Contestant.ours("Sideheap", () -> ours(count), body),
                        Contestant.rival("fastutil", FastutilListLoops::new, body),
                        Contestant.rival("HPPC", HppcListLoops::new, body),
                        Contestant.rival("Eclipse", EclipseListLoops::new, body),
                        Contestant.rival("QuestDB", QuestdbListLoops::new, body),
                        Contestant.rival("long[]", ArraySortLoops::new, body)));
    }

    static SideheapListLoops ours(int count) {
        return new SideheapListLoops(WarmRegion.forCount(count));
    }

    static <L extends ListLoops> L putInto(L loops, int count) {
        loops.add(count);
        return loops;
    }

    private static Task filled(String operation, int count, String pattern, Function<EditLoops, Body> body) {
        return task(operation, count, pattern, kind -> body.apply(putInto(kind.get(), count)));
    }

    private static Task task(String operation, int count, String pattern, Function<Supplier<EditLoops>, Body> body) {
        return task("list", WarmRegion.forCount(count), operation, count, pattern, body);
    }

    private static Task task(
            String subject,
            Allocator allocator,
            String operation,
            int count,
            String pattern,
            Function<Supplier<EditLoops>, Body> body) {
        final double target = operation.equals("addGrowing") && count >= 10_000_000 ? 1.5 : 1.0;
        return new Task(subject, operation, count, pattern, target, contestants(allocator, body));
    }

    private static List<Contestant> contestants(Allocator allocator, Function<Supplier<EditLoops>, Body> body) {
        return List.of(
                Contestant.ours("Sideheap", () -> new SideheapListLoops(allocator), body),
                Contestant.rival("Agrona", AgronaListLoops::new, body),
                Contestant.rival("fastutil", FastutilListLoops::new, body),
                Contestant.rival("HPPC", HppcListLoops::new, body),
                Contestant.rival("Eclipse", EclipseListLoops::new, body),
                Contestant.rival("ArrayList", JdkListLoops::new, body));
    }
}
