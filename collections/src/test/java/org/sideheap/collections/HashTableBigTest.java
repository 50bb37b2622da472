package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;

/**
 * A map and a set past 2^28 elements, whose tables are past 2^32 bytes. The map takes 8 GiB of memory, and 12 while it
 * grows, none of it heap, and a few minutes of processor time, so it is not run unless it is asked for:
 *
 * <pre>
 * mvn test -pl collections -am -Dtests.excluded=none -Dtest=HashTableBigTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("big")
class HashTableBigTest {
    private static final long COUNT = (1L << 28) + 1000;

    /** Odd, so that all keys differ; they are spread over all 64 bits. */
    private static final long KEY_STEP = 0x9E3779B97F4A7C15L;

    private long sum;

    @Test
    void holdsMoreEntriesThanATableOf2To28SlotsHas() {
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1)) {
            map.reserve(1L << 27);
            assertEquals(1 << 28, map.capacity());
            for (long i = 0; i < COUNT; i++) {
                assertEquals(-1, map.put(i * KEY_STEP, i));
            }
            assertEquals(COUNT, map.sizeAsLong());
            assertEquals(COUNT, map.size());
            assertEquals(1L << 29, map.capacityAsLong());

            final long[] keys = new long[1 << 16];
            final long[] values = new long[keys.length];
            for (long i = 0; i + keys.length <= COUNT; i += 50_000_017) {
                for (int j = 0; j < keys.length; j++) {
                    keys[j] = (i + j) * KEY_STEP;
                }
                map.getAll(keys, values);
                for (int j = 0; j < keys.length; j++) {
                    assertEquals(i + j, values[j]);
                    assertEquals(i + j, map.get(keys[j]));
                }
            }
            for (long i = COUNT; i < COUNT + 1_000_000; i++) {
                assertFalse(map.containsKey(i * KEY_STEP));
            }
            map.forEachLong((key, value) -> sum += value);
            assertEquals(COUNT / 2 * (COUNT - 1), sum);
            removeAllButFew(map);
        }
        assertEquals(liveCount, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    private static void removeAllButFew(Long2LongHashMap map) {
        final Long2LongHashMap.Cursor cursor = map.cursor();
        long seen = 0;
        while (cursor.advance()) {
            seen++;
            if (cursor.value() >= 100) {
                assertEquals(cursor.key(), cursor.remove() * KEY_STEP);
            }
        }
        assertEquals(COUNT, seen);
        map.compact();
        assertEquals(256, map.capacity());
        for (long i = 0; i < 100; i++) {
            assertEquals(i, map.get(i * KEY_STEP));
        }
    }

    @Test
    void holdsMoreElementsThanATableOf2To28SlotsHas() {
        try (LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE)) {
            set.reserve(COUNT);
            for (long i = 0; i < COUNT; i++) {
                set.add(i * KEY_STEP);
            }
            assertEquals(COUNT, set.sizeAsLong());
            assertEquals(1L << 29, set.capacityAsLong());
            for (long i = 0; i < COUNT; i += 101) {
                assertTrue(set.contains(i * KEY_STEP));
                assertFalse(set.contains((i + COUNT) * KEY_STEP));
            }
            assertTrue(set.removeIfLong(element -> element != KEY_STEP));
            assertTrue(set.contains(KEY_STEP));
            assertEquals(1, set.size());
        }
    }
}
