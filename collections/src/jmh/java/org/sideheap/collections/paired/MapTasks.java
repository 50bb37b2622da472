package org.sideheap.collections.paired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Maps: lookups, changes, growth and iteration, with keys at random and one after the other. */
final class MapTasks {
    private static final int BATCH = 1000;

    /** Who is first is ours. */
    private static final Map<String, Supplier<MapLoops>> KINDS = kinds();

    private MapTasks() {}

    private static Map<String, Supplier<MapLoops>> kinds() {
        final Map<String, Supplier<MapLoops>> kinds = new LinkedHashMap<>();
        kinds.put("Sideheap", SideheapMapLoops::new);
        kinds.put("Agrona", AgronaMapLoops::new);
        kinds.put("fastutil", FastutilMapLoops::new);
        kinds.put("HPPC", HppcMapLoops::new);
        kinds.put("Eclipse", EclipseMapLoops::new);
        return kinds;
    }

    static Stream<Task> tasks(int count) {
        return Stream.of(Keys.random(count), Keys.consecutive(count)).flatMap(MapTasks::tasks);
    }

    private static Stream<Task> tasks(Keys keys) {
        return Stream.of(
                task("getHit", keys, loops -> new Lookups(loops, keys.shuffled)),
                task("getMiss", keys, loops -> new Lookups(loops, keys.absent)),
                task("churn", keys, loops -> new Churn(loops, keys.shuffled)),
                task("iterate", keys, Sum::new),
                task("build", keys, keys.present.length, kind -> new Build(kind, keys.present)),
                task("worstPut", keys, keys.present.length, kind -> new WorstPut(kind, keys.present)));
    }

    /** On a map that has the keys. */
    private static Task task(String operation, Keys keys, Function<MapLoops, Body> body) {
        return task(operation, keys, keys.present.length, kind -> {
            final MapLoops loops = kind.get();
            loops.put(keys.present, 0, keys.present.length);
            return body.apply(loops);
        });
    }

    private static Task task(String operation, Keys keys, int count, Function<Supplier<MapLoops>, Body> body) {
        final List<Contestant> contestants = new ArrayList<>();
        KINDS.forEach(
                (name, kind) -> contestants.add(new Contestant(name, contestants.isEmpty(), () -> body.apply(kind))));
        return new Task("map", operation, count, keys.pattern, 1.0, contestants);
    }

    /** The keys of a map, the same in another order, and as many that are not among them. */
    private record Keys(String pattern, long[] present, long[] shuffled, long[] absent) {
        static Keys random(int count) {
            final long[] present = Numbers.random(count);
            return new Keys("random", present, Numbers.shuffled(present, 1), Numbers.otherRandom(count));
        }

        static Keys consecutive(int count) {
            final long[] present = Numbers.consecutive(count, 1);
            return new Keys("consecutive", present, present, Numbers.consecutive(count, count + 1L));
        }
    }

    /** Looks up one batch of keys after the other. */
    private static final class Lookups implements Body {
        private final MapLoops loops;
        private final long[] keys;
        private int position;
        private long sum;

        Lookups(MapLoops loops, long[] keys) {
            this.loops = loops;
            this.keys = keys;
        }

        @Override
        public long run() {
            final int from = position;
            position = from + BATCH == keys.length ? 0 : from + BATCH;
            sum += loops.get(keys, from, from + BATCH);
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

    /** Removes and puts one batch of keys after the other. */
    private static final class Churn implements Body {
        private final MapLoops loops;
        private final long[] keys;
        private int position;

        Churn(MapLoops loops, long[] keys) {
            this.loops = loops;
            this.keys = keys;
        }

        @Override
        public long run() {
            final int from = position;
            position = from + BATCH == keys.length ? 0 : from + BATCH;
            loops.churn(keys, from, from + BATCH);
            return BATCH;
        }

        @Override
        public void close() {
            loops.close();
        }
    }

    /** Goes through all entries. */
    private static final class Sum implements Body {
        private final MapLoops loops;
        private long sum;

        Sum(MapLoops loops) {
            this.loops = loops;
        }

        @Override
        public long run() {
            sum += loops.sum();
            return loops.size();
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

    /** Puts all keys into a new map. */
    private record Build(Supplier<MapLoops> kind, long[] keys) implements Body {
        @Override
        public long run() {
            try (MapLoops loops = kind.get()) {
                loops.put(keys, 0, keys.length);
                return loops.size();
            }
        }
    }

    /** Puts all keys into a new map, and tells how long one of them waited. */
    private record WorstPut(Supplier<MapLoops> kind, long[] keys) implements TimingBody {
        @Override
        public double nanos() {
            try (MapLoops loops = kind.get()) {
                return loops.worstPutNanos(keys);
            }
        }
    }
}
