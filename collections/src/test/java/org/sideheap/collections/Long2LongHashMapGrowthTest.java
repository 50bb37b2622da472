package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.OpenBackend;

class Long2LongHashMapGrowthTest {
    private static final long MISSING = -1;

    /** Tables that fill, run around their end, grow several times and empty again. */
    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void staysAHashMapOverManyGrowthsAndDeletions(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int keyShift = random.nextInt(64);
        final Map<Long, Long> model = new HashMap<>();
        final float loadFactor = 0.1f + 0.8f * random.nextInt(100) / 100;
        try (OpenBackend open = Backends.named("free list").open(1 << 22);
                Long2LongHashMap map = new Long2LongHashMap(open.allocator(), 0, loadFactor, MISSING)) {
            for (final int keyCount : new int[] {13, 100, 3000, 100, 6}) {
                for (int i = 0; i < 3 * keyCount + 200; i++) {
                    final long key = (long) random.nextInt(keyCount) << keyShift;
                    if (random.nextInt(5) < 3) {
                        final long value = 10 + random.nextInt(1000);
                        assertEquals(orMissing(model.put(key, value)), map.put(key, value));
                    } else {
                        assertEquals(orMissing(model.remove(key)), map.remove(key));
                    }
                }
                assertEquals(model, map, keyCount + " keys");
                for (final long key : List.copyOf(model.keySet())) {
                    if (random.nextInt(10) > 0) {
                        assertEquals(model.remove(key), map.remove(key));
                    }
                }
                assertEquals(model, map, keyCount + " keys, most removed");
                map.compact();
                assertEquals(model, map, keyCount + " keys, compacted");
                open.allocator().check();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.15f, 0.3f, 0.5f, 0.65f, 0.8f, 0.9f})
    void neverHasMoreThanItsThreshold(float loadFactor) {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, 0, loadFactor, MISSING);
                LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE, 0, loadFactor)) {
            for (int i = 0; i < 300; i++) {
                map.put(i, i);
                set.add(i);
                assertTrue(map.size() <= map.resizeThreshold(), map.size() + " of " + map.resizeThreshold());
                assertTrue(set.size() <= set.resizeThreshold(), set.size() + " of " + set.resizeThreshold());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 0.65, 3", "16, 0.5, 8", "16, 0.8, 10", "32, 0.65, 20", "32, 0.8, 24", "64, 0.8, 51", "128, 0.65, 83"
    })
    void holdsWhatAnInitialCapacityPromises(long capacity, float loadFactor, int count) {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, capacity, loadFactor, MISSING);
                LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE, capacity, loadFactor)) {
            for (int i = 0; i < count; i++) {
                map.put(i, i);
                set.add(i);
            }
            assertEquals(capacity, map.capacityAsLong());
            assertEquals(capacity, set.capacityAsLong());
            map.put(count, count);
            set.add(count);
            assertEquals(2 * capacity, map.capacityAsLong());
            assertEquals(2 * capacity, set.capacityAsLong());
        }
    }

    private static long orMissing(Long value) {
        return value == null ? MISSING : value;
    }
}
