package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.GlobalAllocator;

/**
 * Keys that would all like to be in few lines, so that most are guests elsewhere; among them the one whose number is 0, as
 * is an empty slot.
 */
class HashTableCrowdTest {
    private static final int STEPS = 40_000;
    private static final long MISSING = -1;
    private static final long LIKE_EMPTY = -1;

    private final SplittableRandom random = new SplittableRandom(13);

    /** Keys a power of two apart, up to a range of them; growth comes of some, and scatters. */
    @ParameterizedTest
    @CsvSource({
        "0, 20, 0",
        "0, 60, 2",
        "0, 20, 9",
        "0, 60, 9",
        "0, 400, 9",
        "0, 9000, 9",
        "0, 400, 40",
        "0, 9000, 40",
        "0, 9000, 3",
        "256, 60, 2",
        "256, 60, 40",
        "1024, 400, 9",
        "131072, 9000, 9",
        "131072, 9000, 40"
    })
    void isAMapWhateverComesAndGoes(long segmentByteSize, int range, int shift) {
        try (Long2LongHashMap map = Tables.map(GlobalAllocator.INSTANCE, 0.8f, MISSING, segmentByteSize)) {
            final Map<Long, Long> model = new HashMap<>();
            for (int i = 0; i < STEPS; i++) {
                final long key = LIKE_EMPTY + ((long) random.nextInt(range) << shift);
                if (random.nextInt(2 * range) > model.size()) {
                    assertEquals(model.getOrDefault(key, MISSING), map.put(key, i));
                    model.put(key, (long) i);
                } else {
                    final Long value = model.remove(key);
                    assertEquals(value == null ? MISSING : value, map.remove(key));
                }
                final long other = LIKE_EMPTY + ((long) random.nextInt(range) << shift);
                assertEquals(model.getOrDefault(other, MISSING), map.get(other));
            }
            assertEquals(model, map);
            map.keySet().removeIfLong(key -> key % 3 == 0);
            model.keySet().removeIf(key -> key % 3 == 0);
            map.compact();
            assertEquals(model, map);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 20, 0",
        "0, 60, 2",
        "0, 20, 9",
        "0, 400, 9",
        "0, 9000, 9",
        "0, 9000, 40",
        "256, 60, 2",
        "1024, 400, 9",
        "131072, 9000, 9"
    })
    void isASetWhateverComesAndGoes(long segmentByteSize, int range, int shift) {
        try (LongHashSet set = Tables.set(GlobalAllocator.INSTANCE, 0.8f, segmentByteSize)) {
            final Set<Long> model = new HashSet<>();
            for (int i = 0; i < STEPS; i++) {
                final long element = LIKE_EMPTY + ((long) random.nextInt(range) << shift);
                if (random.nextInt(2 * range) > model.size()) {
                    assertEquals(model.add(element), set.add(element));
                } else {
                    assertEquals(model.remove(element), set.remove(element));
                }
                final long other = LIKE_EMPTY + ((long) random.nextInt(range) << shift);
                assertEquals(model.contains(other), set.contains(other));
            }
            assertEquals(model, set);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 10})
    void hasNoKeyThatLooksLikeAnEmptySlotUntilItIsPut(long segmentByteSize) {
        try (Long2LongHashMap map = Tables.map(GlobalAllocator.INSTANCE, 0.65f, MISSING, segmentByteSize);
                LongHashSet set = Tables.set(GlobalAllocator.INSTANCE, 0.65f, segmentByteSize)) {
            for (int count = 0; count < 2000; count++) {
                assertFalse(map.containsKey(LIKE_EMPTY) || set.contains(LIKE_EMPTY));
                assertEquals(MISSING, map.remove(LIKE_EMPTY));
                assertEquals(MISSING, map.put(LIKE_EMPTY, count));
                assertTrue(set.add(LIKE_EMPTY));
                assertEquals(count, map.put(LIKE_EMPTY, 0));
                assertFalse(set.add(LIKE_EMPTY));
                assertEquals(0, map.remove(LIKE_EMPTY));
                assertTrue(set.remove(LIKE_EMPTY));
                map.put(count, count);
                set.add(count);
            }
        }
    }

    /** A crowd takes two looks a key until the table is scattered, and about one then. */
    @Test
    void scattersACrowdWhenItGrows() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING)) {
            for (long i = 0; i < 20_000; i++) {
                map.put(i << 20, i);
            }
            long probes = 0;
            for (long i = 0; i < 20_000; i++) {
                probes += map.probesOf(i << 20);
            }
            assertTrue(probes < 1.3 * 20_000, probes + " probes");
        }
    }
}
