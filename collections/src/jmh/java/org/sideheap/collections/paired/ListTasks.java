package org.sideheap.collections.paired;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Lists: reading and writing at random, going through them, and growth. */
final class ListTasks {
    private static final int BATCH = 1000;

    private ListTasks() {}

    /** Who is first is ours. */
    private static Map<String, Supplier<ListLoops>> kinds() {
        final Map<String, Supplier<ListLoops>> kinds = new LinkedHashMap<>();
        kinds.put("Sideheap", SideheapListLoops::new);
        kinds.put("Agrona", AgronaListLoops::new);
        kinds.put("fastutil", FastutilListLoops::new);
        kinds.put("HPPC", HppcListLoops::new);
        kinds.put("Eclipse", EclipseListLoops::new);
        kinds.put("ArrayList", JdkListLoops::new);
        return kinds;
    }

    static Stream<Task> tasks(int count) {
        final int[] indexes = Arrays.stream(Numbers.shuffled(Numbers.consecutive(count, 0), 1))
                .mapToInt(index -> (int) index)
                .toArray();
        return Stream.of(
                filled("get", count, "random", loops -> new Access(loops, indexes, ListLoops::get)),
                filled(
                        "set",
                        count,
                        "random",
                        loops -> new Access(loops, indexes, (each, at, from, to) -> {
                            each.set(at, from, to);
                            return to;
                        })),
                filled("scan", count, "", loops -> new Whole(loops, count, ListLoops::scan)),
                filled("forEach", count, "", loops -> new Whole(loops, count, ListLoops::forEach)),
                task("addGrowing", count, "", kind -> new Growth(kind, count)));
    }

    private static Task filled(String operation, int count, String pattern, Function<ListLoops, Body> body) {
        return task(operation, count, pattern, kind -> {
            final ListLoops loops = kind.get();
            loops.add(count);
            return body.apply(loops);
        });
    }

    private static Task task(String operation, int count, String pattern, Function<Supplier<ListLoops>, Body> body) {
        final List<Contestant> contestants = new ArrayList<>();
        kinds().forEach((name, kind) ->
                contestants.add(new Contestant(name, contestants.isEmpty(), () -> body.apply(kind))));
        final double target = operation.equals("addGrowing") && count >= 10_000_000 ? 1.5 : 1.0;
        return new Task("list", operation, count, pattern, target, contestants);
    }

    /** Something with a batch of indexes, that has an answer. */
    private interface Batch {
        long of(ListLoops loops, int[] indexes, int from, int to);
    }

    /** Reads or writes one batch of indexes after the other. */
    private static final class Access implements Body {
        private final ListLoops loops;
        private final int[] indexes;
        private final Batch batch;
        private int position;
        private long sum;

        Access(ListLoops loops, int[] indexes, Batch batch) {
            this.loops = loops;
            this.indexes = indexes;
            this.batch = batch;
        }

        @Override
        public long run() {
            final int from = position;
            position = from + BATCH == indexes.length ? 0 : from + BATCH;
            sum += batch.of(loops, indexes, from, from + BATCH);
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }

        @Override
        public void close() {
            loops.close();
        }
    }

    /** Goes through all elements. */
    private static final class Whole implements Body {
        private final ListLoops loops;
        private final int count;
        private final Function<ListLoops, Long> pass;
        private long sum;

        Whole(ListLoops loops, int count, Function<ListLoops, Long> pass) {
            this.loops = loops;
            this.count = count;
            this.pass = pass;
        }

        @Override
        public long run() {
            sum += pass.apply(loops);
            return count;
        }

        @Override
        public long answer() {
            return sum;
        }

        @Override
        public void close() {
            loops.close();
        }
    }

    /** Adds all elements to a new list. */
    private record Growth(Supplier<ListLoops> kind, int count) implements Body {
        @Override
        public long run() {
            try (ListLoops loops = kind.get()) {
                loops.add(count);
                return count;
            }
        }
    }
}
