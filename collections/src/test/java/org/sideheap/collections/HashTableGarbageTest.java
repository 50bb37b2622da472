package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.agrona.collections.LongLongFunction;
import org.agrona.collections.LongLongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.FreeListAllocator;

/** What a map and a set do without boxing leaves nothing on the heap, by the JVM's own count. */
class HashTableGarbageTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20;
    private static final int COUNT = 150;

    private long sum;
    private final long[] keys = new long[COUNT];
    private final long[] values = new long[COUNT];
    private final LongConsumer adder = element -> sum += element;
    private final LongPredicate isOdd = number -> (number & 1) == 1;
    private final LongLongPredicate isLarge = (key, value) -> key + value > COUNT;
    private final LongLongFunction added = Long::sum;

    @ParameterizedTest
    @ValueSource(longs = {0, 256})
    void usesMapsWithoutGarbage(long segmentByteSize) {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                Long2LongHashMap map = Tables.map(allocator, 0.65f, -1, segmentByteSize);
                Long2LongHashMap other = Tables.map(allocator, 0.65f, -1, segmentByteSize)) {
            final Long2LongHashMap.Cursor cursor = map.cursor();
            for (long key = 0; key < COUNT; key += 2) {
                other.put(key, key);
            }
            assertEquals(0, leastAllocatedBytes(() -> use(map, other, cursor)));
        }
    }

    private void use(Long2LongHashMap map, Long2LongHashMap other, Long2LongHashMap.Cursor cursor) {
        for (int i = 0; i < COUNT; i++) {
            keys[i] = 3 * i;
            map.addTo(i, 5);
        }
        map.putAll(other);
        map.getAll(keys, values);
        map.replaceAllLong(added);
        map.replace(3, map.get(3), 8);
        sum += map.minValue() + map.maxValue() + map.hashCode() + (map.equals(other) ? 1 : 0);
        map.keySet().removeIfLong(isOdd);
        map.values().removeIfLong(isOdd);
        map.entrySet().removeIfLong(isLarge);
        cursor.rewind();
        while (cursor.advance()) {
            sum += cursor.key() + cursor.setValue(cursor.value() + 1);
            if ((sum & 1) == 0) {
                cursor.remove();
            }
        }
        map.reserve(2 * COUNT);
        map.compact();
        map.clear();
        map.compact();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 256})
    void usesSetsWithoutGarbage(long segmentByteSize) {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                LongHashSet set = Tables.set(allocator, 0.65f, segmentByteSize);
                LongHashSet other = Tables.set(allocator, 0.65f, segmentByteSize)) {
            final LongHashSet.Cursor cursor = set.cursor();
            for (long element = 0; element < COUNT; element += 2) {
                other.add(element);
            }
            assertEquals(0, leastAllocatedBytes(() -> use(set, other, cursor)));
        }
    }

    private void use(LongHashSet set, LongHashSet other, LongHashSet.Cursor cursor) {
        for (int i = 0; i < COUNT; i++) {
            set.add(i);
            sum += set.contains(i + 1) ? 1 : 0;
        }
        set.remove(7);
        set.addAll(other);
        sum += set.containsAll(other) && !set.equals(other) ? set.hashCode() : 0;
        sum += set.difference(set) == null ? 1 : 0;
        set.removeIfLong(isOdd);
        set.retainAll(other);
        set.forEachLong(adder);
        set.removeAll(other);
        set.copy(other);
        cursor.rewind();
        while (cursor.advance()) {
            sum += cursor.value();
            if ((cursor.value() & 4) == 0) {
                cursor.remove();
            }
        }
        set.reserve(2 * COUNT);
        set.compact();
        set.clear();
        set.compact();
    }

    @Test
    void seesOneIterator() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                LongHashSet set = new LongHashSet(allocator)) {
            final Object[] kept = new Object[1];
            assertTrue(leastAllocatedBytes(() -> kept[0] = set.iterator()) >= 16);
        }
    }

    /** What a round allocates, less what measuring does, in the one that allocates least: classes are loaded late. */
    private static long leastAllocatedBytes(Runnable round) {
        long least = Long.MAX_VALUE;
        long leastOfNothing = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            final long between = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            final long after = THREADS.getCurrentThreadAllocatedBytes();
            leastOfNothing = Math.min(leastOfNothing, between - before);
            least = Math.min(least, after - between);
        }
        return least - leastOfNothing;
    }
}
