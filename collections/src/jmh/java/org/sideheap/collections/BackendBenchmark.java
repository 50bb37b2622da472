package org.sideheap.collections;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sideheap.allocators.GlobalAllocator;

/**
 * What the ways to memory cost a collection: operations that do little but read. A JVM has one of them, so
 * {@link BackendComparison} runs this in one JVM after the other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 250, timeUnit = TimeUnit.MILLISECONDS)
public class BackendBenchmark {
    /**
     * Operations a call, which is what is timed: long enough that the clock does not count, and so short that most calls are
     * over before anyone else gets the processor.
     */
    static final int BATCH = 1000;

    private static final long MISSING_VALUE = -1;

    /** Entries of the map and elements of the list; a multiple of the batch. */
    @Param({"1000", "1000000"})
    public int count;

    private Long2LongHashMap map;
    private LongArrayList list;

    /** Each key once, at random; the map has the key's index in the list, the list the key. */
    private long[] keys;

    /** Each index once, at random. */
    private int[] indexes;

    /** Where the next batch starts. */
    private int position;

    /** For JMH. */
    public BackendBenchmark() {}

    /** Fills both collections. */
    @Setup(Level.Trial)
    public void fill() {
        final SplittableRandom random = new SplittableRandom(42);
        map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING_VALUE);
        list = new LongArrayList(GlobalAllocator.INSTANCE);
        keys = random.longs().distinct().limit(count).toArray();
        indexes = new int[count];
        for (int index = 0; index < count; index++) {
            map.put(keys[index], index);
            list.addLong(keys[index]);
            final int other = random.nextInt(index + 1);
            indexes[index] = indexes[other];
            indexes[other] = index;
        }
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        map.close();
        list.close();
    }

    /**
     * Looks up keys that are there, in another order than they were put.
     *
     * @return the sum of what was found
     */
    @Benchmark
    public long mapGetHit() {
        long sum = 0;
        for (int i = nextBatch(), end = i + BATCH; i < end; i++) {
            sum += map.get(keys[indexes[i]]);
        }
        return sum;
    }

    /**
     * Reads elements at random.
     *
     * @return their sum
     */
    @Benchmark
    public long listGet() {
        long sum = 0;
        for (int i = nextBatch(), end = i + BATCH; i < end; i++) {
            sum += list.getLong(indexes[i]);
        }
        return sum;
    }

    /**
     * Reads elements in order.
     *
     * @return their sum
     */
    @Benchmark
    public long listScan() {
        long sum = 0;
        for (int i = nextBatch(), end = i + BATCH; i < end; i++) {
            sum += list.getLong(i);
        }
        return sum;
    }

    private int nextBatch() {
        final int start = position;
        position = start + BATCH == count ? 0 : start + BATCH;
        return start;
    }
}
