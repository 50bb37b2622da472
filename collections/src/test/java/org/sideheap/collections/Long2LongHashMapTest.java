package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;

class Long2LongHashMapTest {
    private static final long MISSING = -1;

    @Test
    void beginsEmptyAndWithoutMemory() {
        try (FreeListAllocator allocator = new FreeListAllocator(1024);
                Long2LongHashMap map = new Long2LongHashMap(allocator, MISSING)) {
            assertEquals(0, map.size());
            assertEquals(0, map.sizeAsLong());
            assertTrue(map.isEmpty());
            assertEquals(0, map.capacity());
            assertEquals(0, map.capacityAsLong());
            assertEquals(0, map.resizeThreshold());
            assertEquals(MISSING, map.missingValue());
            assertEquals(0.65f, map.loadFactor());
            assertEquals("{}", map.toString());
            assertEquals(MISSING, map.get(0));
            assertEquals(MISSING, map.remove(0));
            assertEquals(MISSING, map.replace(0, 5));
            assertFalse(map.remove(0, 5));
            assertFalse(map.containsKey(0));
            assertFalse(map.containsValue(0));
            map.clear();
            map.compact();
            map.forEachLong((key, value) -> {
                throw new AssertionError("there is no entry");
            });
            assertEquals(0, allocator.stats().allocationCount());
        }
    }

    @Test
    void roundsItsInitialCapacityUp() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 16);
                Long2LongHashMap map = new Long2LongHashMap(allocator, 100, 0.5f, MISSING)) {
            assertEquals(128, map.capacity());
            assertEquals(64, map.resizeThreshold());
            assertEquals(0.5f, map.loadFactor());
            for (long key = 0; key < 64; key++) {
                map.put(key, key);
            }
            assertEquals(1, allocator.stats().allocationCount());
            map.put(64, 64);
            assertEquals(256, map.capacity());
            assertEquals(1, allocator.stats().liveCount());
        }
    }

    @Test
    void putsAllOfAMapOrNone() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING)) {
            map.put(1, 10);
            final Map<Long, Long> entries = new HashMap<>();
            for (long key = 0; key < 100; key++) {
                entries.put(key, key);
            }
            entries.put(50L, MISSING);
            assertThrows(IllegalArgumentException.class, () -> map.putAll(entries));
            entries.put(50L, null);
            assertThrows(NullPointerException.class, () -> map.putAll(entries));
            entries.remove(50L);
            entries.put(null, 50L);
            assertThrows(NullPointerException.class, () -> map.putAll(entries));
            assertEquals(Map.of(1L, 10L), map);
        }
    }

    @Test
    void refusesSizesAndFactorsOutOfBounds() {
        assertRefuses("initialCapacity must be at least 0, was -1", () -> newMap(-1, 0.5f));
        assertRefuses("loadFactor must be from 0.1 to 0.9, was 0.0", () -> newMap(8, 0.0f));
        assertRefuses("loadFactor must be from 0.1 to 0.9, was 0.91", () -> newMap(8, 0.91f));
        assertRefuses("loadFactor must be from 0.1 to 0.9, was NaN", () -> newMap(8, Float.NaN));
        assertRefuses("loadFactor must be from 0.1 to 0.9, was -0.5", () -> newMap(8, -0.5f));
        assertThrows(NullPointerException.class, () -> new Long2LongHashMap(null, MISSING));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 50, 1L << 58, (1L << 58) + 1, 1L << 59, 1L << 62, Long.MAX_VALUE})
    void declinesACapacityThatNoMemoryHas(long capacity) {
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        assertThrows(AllocationFailedException.class, () -> newMap(capacity, 0.65f));
        assertEquals(liveCount, GlobalAllocator.INSTANCE.stats().liveCount());
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            assertThrows(
                    AllocationFailedException.class, () -> new Long2LongHashMap(freeList, capacity, 0.65f, MISSING));
            freeList.check();
        }
    }

    @Test
    void putsReadsAndRemoves() {
        try (Long2LongHashMap map = mapOf()) {
            assertEquals(MISSING, map.put(7, 70));
            assertEquals(70, map.put(7, 71));
            assertEquals(71, map.get(7));
            assertTrue(map.containsKey(7));
            assertFalse(map.containsKey(8));
            assertEquals(1, map.size());
            assertEquals(71, map.remove(7));
            assertEquals(MISSING, map.remove(7));
            assertTrue(map.isEmpty());
        }
    }

    @Test
    void holdsEachKeyAndValueButTheMissingOne() {
        for (final long missing : new long[] {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, missing)) {
                final long[] extremes = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE};
                for (final long key : extremes) {
                    for (final long value : extremes) {
                        if (value != missing) {
                            map.put(key, value);
                            assertEquals(value, map.get(key));
                            assertTrue(map.containsValue(value));
                        }
                    }
                }
                assertEquals(extremes.length, map.size());
                assertFalse(map.containsValue(missing));
            }
        }
    }

    @Test
    void refusesTheMissingValue() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            final String message = "the missing value -1 cannot be put";
            assertRefuses(message, () -> map.put(1, MISSING));
            assertRefuses(message, () -> map.putIfAbsent(2, MISSING));
            assertRefuses(message, () -> map.replace(1, MISSING));
            assertRefuses(message, () -> map.merge(1, MISSING, Long::sum));
            assertEquals("{1=10}", map.toString());
        }
    }

    @Test
    void answersTheDefaultForAKeyThatIsNotThere() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertEquals(10, map.getOrDefault(1, 99));
            assertEquals(99, map.getOrDefault(2, 99));
            assertEquals(MISSING, map.getOrDefault(2, MISSING));
        }
    }

    @Test
    void putsIfAbsentAndReplacesIfPresent() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertEquals(10, map.putIfAbsent(1, 11));
            assertEquals(MISSING, map.putIfAbsent(2, 20));
            assertEquals(10, map.replace(1, 12));
            assertEquals(MISSING, map.replace(3, 30));
            assertEquals(12, map.get(1));
            assertEquals(20, map.get(2));
            assertFalse(map.containsKey(3));
        }
    }

    @Test
    void removesAKeyOfAGivenValueOnly() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertFalse(map.remove(1, 11));
            assertFalse(map.remove(1, MISSING));
            assertFalse(map.remove(2, MISSING));
            assertTrue(map.remove(1, 10));
            assertTrue(map.isEmpty());
        }
    }

    @Test
    void addsToAValueAndCountsAKeyThatIsNotThereAsZero() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertEquals(15, map.addTo(1, 5));
            assertEquals(7, map.addTo(2, 7));
            assertEquals(0, map.addTo(3, 0));
            assertEquals(-5, map.addTo(3, -5));
            assertEquals(Long.MIN_VALUE, map.addTo(4, Long.MAX_VALUE) + 1);
            assertEquals(Map.of(1L, 15L, 2L, 7L, 3L, -5L, 4L, Long.MAX_VALUE), contentsOf(map));
        }
    }

    @Test
    void refusesASumThatIsTheMissingValue() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertRefuses("the missing value -1 cannot be put", () -> map.addTo(1, -11));
            assertRefuses("the missing value -1 cannot be put", () -> map.addTo(2, -1));
            assertEquals("{1=10}", map.toString());
        }
    }

    @Test
    void removesAKeyWhoseSumIsAMissingValueOfZero() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, 0)) {
            assertEquals(3, map.addTo(1, 3));
            assertEquals(0, map.addTo(1, -3));
            assertTrue(map.isEmpty());
            assertEquals(0, map.addTo(2, 0));
            assertTrue(map.isEmpty());
            assertEquals(-4, map.addTo(1, -4));
            assertEquals(1, map.size());
        }
    }

    @Test
    void looksManyKeysUpAtOnce() {
        for (final int count : new int[] {0, 1, 63, 64, 65, 200, 1000}) {
            try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, 0, 0.9f, MISSING)) {
                final long[] keys = new long[count];
                final long[] expected = new long[count];
                for (int i = 0; i < count; i++) {
                    keys[i] = i - 3;
                    expected[i] = i % 3 == 0 ? MISSING : i;
                    if (i % 3 != 0) {
                        map.put(keys[i], i);
                    }
                }
                final long[] values = new long[count];
                map.getAll(keys, values);
                assertArrayEquals(expected, values);
                final long[] both = Arrays.copyOf(keys, 2 * count);
                map.getAll(both, 0, both, count, count);
                assertArrayEquals(keys, Arrays.copyOf(both, count));
                assertArrayEquals(expected, Arrays.copyOfRange(both, count, 2 * count));
                map.getAll(keys, keys);
                assertArrayEquals(expected, keys);
            }
        }
    }

    @Test
    void looksNoKeyUpWhereThereIsNoRoomForItsValue() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            final long[] keys = {1, 1, 1};
            final long[] values = {5, 5};
            assertThrows(IndexOutOfBoundsException.class, () -> map.getAll(keys, values));
            assertThrows(IndexOutOfBoundsException.class, () -> map.getAll(keys, 2, values, 0, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> map.getAll(keys, 0, values, 1, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> map.getAll(keys, -1, values, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> map.getAll(keys, 0, values, 0, -1));
            assertArrayEquals(new long[] {5, 5}, values);
            map.getAll(keys, 3, values, 2, 0);
            map.getAll(keys, 1, values, 1, 1);
            assertArrayEquals(new long[] {5, 10}, values);
        }
    }

    @Test
    void hasRoomForWhatItReserved() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                Long2LongHashMap map = new Long2LongHashMap(allocator, MISSING)) {
            map.put(7, 70);
            map.reserve(1000);
            assertEquals(70, map.get(7));
            assertEquals(2048, map.capacity());
            final long allocationCount = allocator.stats().allocationCount();
            for (long key = 100; key < 1099; key++) {
                map.put(key, key);
            }
            map.reserve(5);
            assertEquals(allocationCount, allocator.stats().allocationCount());
            assertEquals(1000, map.size());
            assertRefuses("expectedCount must be at least 0, was -1", () -> map.reserve(-1));
            assertThrows(AllocationFailedException.class, () -> map.reserve(Long.MAX_VALUE));
            assertEquals(1000, contentsOf(map).size());
        }
    }

    @Test
    void takesTheParametersOfAgronasInTheSameOrder() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 16)) {
            try (AllocatorContext.Scope scope = AllocatorContext.use(allocator);
                    Long2LongHashMap plain = new Long2LongHashMap(-7);
                    Long2LongHashMap sized = new Long2LongHashMap(100, 0.5f, -7);
                    Long2LongHashMap all = new Long2LongHashMap(100, 0.5f, -7, false);
                    Long2LongHashMap here = new Long2LongHashMap(GlobalAllocator.INSTANCE, 100, 0.5f, -7, true)) {
                assertNotNull(scope);
                assertEquals(0, plain.capacity());
                assertEquals(64, sized.resizeThreshold());
                assertEquals(128, all.capacity());
                assertEquals(-7, here.missingValue());
                assertEquals(2, allocator.stats().liveCount());
                sized.put(1, 10);
                try (Long2LongHashMap copy = new Long2LongHashMap(sized)) {
                    assertEquals(sized, copy);
                    assertEquals(0.5f, copy.loadFactor());
                    assertEquals(-7, copy.missingValue());
                    assertEquals(3, allocator.stats().liveCount());
                    copy.put(2, 20);
                    assertEquals(1, sized.size());
                }
            }
            assertEquals(0, allocator.stats().liveCount());
        }
    }

    @Test
    void copiesNoMapThatIsClosed() {
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        final Long2LongHashMap closed = mapOf(1, 10);
        closed.close();
        assertThrows(IllegalStateException.class, () -> new Long2LongHashMap(GlobalAllocator.INSTANCE, closed));
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertThrows(IllegalStateException.class, () -> map.putAll(closed));
            assertThrows(IllegalStateException.class, () -> map.equals(closed));
        }
        assertEquals(liveCount, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    @Test
    void computesValues() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertEquals(10, map.computeIfAbsent(1, key -> 99));
            assertEquals(4, map.computeIfAbsent(2, key -> key * 2));
            assertEquals(MISSING, map.computeIfAbsent(3, key -> MISSING));
            assertEquals(11, map.computeIfPresent(1, (key, value) -> key + value));
            assertEquals(MISSING, map.computeIfPresent(3, (key, value) -> 99));
            assertEquals(MISSING, map.computeIfPresent(2, (key, value) -> MISSING));
            assertEquals("{1=11}", map.toString());
            assertEquals(12, map.compute(1, (key, value) -> key + value));
            assertEquals(3 + MISSING, map.compute(3, (key, value) -> key + value));
            assertEquals(MISSING, map.compute(3, (key, value) -> MISSING));
            assertEquals(MISSING, map.compute(4, (key, value) -> MISSING));
            assertEquals("{1=12}", map.toString());
            assertEquals(5, map.merge(2, 5, Long::sum));
            assertEquals(17, map.merge(1, 5, Long::sum));
            assertEquals(MISSING, map.merge(1, 5, (old, given) -> MISSING));
            assertEquals("{2=5}", map.toString());
        }
    }

    @Test
    void refusesAFunctionThatChangesTheMap() {
        assertRefusesChange(map -> map.put(100, 1));
        assertRefusesChange(map -> map.remove(1));
        assertRefusesChange(map -> map.remove(2));
        assertRefusesChange(Long2LongHashMap::clear);
        assertRefusesChange(Long2LongHashMap::compact);
        assertRefusesChange(Long2LongHashMap::close);
        assertRefusesChange(map -> {
            for (long key = 100; key < 1100; key++) {
                map.put(key, key);
            }
        });
    }

    /** In each call that takes a function, of a map with room to spare, so that what the function frees is not in use. */
    private static void assertRefusesChange(Consumer<Long2LongHashMap> change) {
        final long present = 1;
        final long absent = 50;
        assertRefusesChange(change, (map, inside) -> map.computeIfAbsent(absent, key -> inside.getAsLong()));
        assertRefusesChange(change, (map, inside) -> map.computeIfPresent(present, (key, old) -> inside.getAsLong()));
        assertRefusesChange(change, (map, inside) -> map.compute(absent, (key, old) -> inside.getAsLong()));
        assertRefusesChange(change, (map, inside) -> map.compute(present, (key, old) -> inside.getAsLong()));
        assertRefusesChange(
                change,
                (map, inside) -> map.compute(present, (key, old) -> {
                    inside.getAsLong();
                    return MISSING;
                }));
        assertRefusesChange(change, (map, inside) -> map.merge(present, 5, (old, given) -> inside.getAsLong()));
        assertRefusesChange(change, (map, inside) -> map.forEachLong((key, value) -> inside.getAsLong()));
    }

    private static void assertRefusesChange(
            Consumer<Long2LongHashMap> change, BiConsumer<Long2LongHashMap, LongSupplier> call) {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                Long2LongHashMap map = new Long2LongHashMap(allocator, 256, 0.65f, MISSING)) {
            for (long key = 1; key <= 8; key++) {
                map.put(key, key * 10);
            }
            Iterations.assertStopped(
                    map::sizeAsLong,
                    () -> call.accept(map, () -> {
                        change.accept(map);
                        return 7;
                    }));
            allocator.check();
        }
    }

    @Test
    void letsAFunctionReadAndReplace() {
        try (Long2LongHashMap map = mapOf(1, 10, 2, 20)) {
            assertEquals(31, map.compute(1, (key, value) -> {
                map.put(2, 21);
                return value + map.get(2);
            }));
            map.forEachLong((key, value) -> map.put(key, value + 1));
            assertEquals(Map.of(1L, 32L, 2L, 22L), contentsOf(map));
        }
    }

    @Test
    void leavesTheMapAloneWhenAFunctionThrows() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertThrows(ArithmeticException.class, () -> map.compute(1, (key, value) -> Math.floorDiv(value, 0)));
            assertThrows(ArithmeticException.class, () -> map.computeIfAbsent(2, key -> Math.floorDiv(key, 0)));
            assertThrows(ArithmeticException.class, () -> map.merge(1, 5, (a, b) -> Math.floorDiv(a, 0)));
            assertEquals("{1=10}", map.toString());
        }
    }

    @Test
    void stopsAnIterationWhoseActionResetsTheAllocator() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                Long2LongHashMap map = new Long2LongHashMap(bump, MISSING)) {
            map.put(1, 1);
            map.put(2, 2);
            assertThrows(IllegalStateException.class, () -> map.forEachLong((key, value) -> bump.reset()));
            assertThrows(IllegalStateException.class, () -> map.get(1));
        }
    }

    @Test
    void refusesAFunctionThatClosesAMapWithoutATable() {
        final Long2LongHashMap map = mapOf();
        assertThrows(
                IllegalStateException.class,
                () -> map.computeIfAbsent(1, key -> {
                    map.close();
                    return 5;
                }));
    }

    @Test
    void iteratesInsideAnIteration() {
        try (Long2LongHashMap map = mapOf(1, 10, 2, 20, 3, 30)) {
            final long[] sum = new long[1];
            map.forEachLong((a, x) -> map.forEachLong((b, y) -> sum[0] += a * y));
            assertEquals(6 * 60, sum[0]);
        }
    }

    @Test
    void keepsItsMemoryWhenClearedAndGivesItBackWhenCompacted() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                Long2LongHashMap map = new Long2LongHashMap(allocator, MISSING)) {
            for (long key = 0; key < 1000; key++) {
                map.put(key, key);
            }
            assertEquals(2048, map.capacity());
            map.clear();
            assertEquals(2048, map.capacity());
            assertEquals(MISSING, map.get(5));
            map.put(5, 50);
            map.put(6, 60);
            map.compact();
            assertEquals(8, map.capacity());
            assertEquals(Map.of(5L, 50L, 6L, 60L), contentsOf(map));
            map.clear();
            map.compact();
            assertEquals(0, map.capacity());
            assertEquals(0, allocator.stats().liveCount());
            map.put(1, 1);
            assertEquals(1, map.size());
        }
    }

    @Test
    void compactsToATableThatHoldsAllWithoutGrowing() {
        for (final float loadFactor : new float[] {0.1f, 0.33f, 0.5f, 0.65f, 0.9f}) {
            for (long size = 1; size < 200; size++) {
                try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, 4096, loadFactor, MISSING)) {
                    for (long key = 0; key < size; key++) {
                        map.put(key, key);
                    }
                    map.compact();
                    assertTrue(map.size() <= map.resizeThreshold(), "size " + size + ", factor " + loadFactor);
                    assertEquals(size, contentsOf(map).size());
                }
            }
        }
    }

    @Test
    void takesNoMemoryToCompactWhatCannotBecomeSmaller() {
        try (PoolAllocator pool = new PoolAllocator(4096, 1);
                Long2LongHashMap map = new Long2LongHashMap(pool, MISSING)) {
            map.put(1, 10);
            assertEquals(256, map.capacity());
            map.compact();
            assertEquals(256, map.capacity());
            assertEquals(10, map.get(1));
        }
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 12);
                Long2LongHashMap map = new Long2LongHashMap(allocator, MISSING)) {
            map.put(1, 10);
            map.compact();
            assertEquals(1, allocator.stats().allocationCount());
        }
    }

    @Test
    void hasAllOfAPoolsBlockAndNoMore() {
        try (PoolAllocator pool = new PoolAllocator(24 * 16, 2);
                Long2LongHashMap map = new Long2LongHashMap(pool, MISSING)) {
            for (long key = 0; key < 10; key++) {
                map.put(key, key);
            }
            assertEquals(16, map.capacity());
            assertThrows(AllocationFailedException.class, () -> map.put(10, 10));
            assertEquals(10, map.size());
            assertEquals(5, map.put(5, 55));
            assertEquals(1, pool.allocatedBlockCount());
        }
    }

    @Test
    void growsAtEachLoadFactor() {
        for (final float loadFactor : new float[] {0.1f, 0.25f, 0.65f, 0.9f}) {
            try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, 1, loadFactor, MISSING)) {
                for (long key = 0; key < 3000; key++) {
                    map.put(key, ~key & Long.MAX_VALUE);
                    assertTrue(map.size() < map.capacity());
                }
                for (long key = 0; key < 3000; key++) {
                    assertEquals(~key & Long.MAX_VALUE, map.get(key));
                }
            }
        }
    }

    @Test
    void hasViewsThatSayWhatIsThere() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING)) {
            assertTrue(map.keySet().isEmpty());
            assertTrue(map.values().isEmpty());
            assertTrue(map.entrySet().isEmpty());
            map.put(1, 10);
            assertFalse(map.keySet().isEmpty());
            assertFalse(map.values().isEmpty());
            assertFalse(map.entrySet().isEmpty());
            assertTrue(map.keySet().contains(1));
            assertFalse(map.keySet().contains(10));
            assertTrue(map.values().contains(10));
            assertFalse(map.values().contains(1));
        }
    }

    @Test
    void anIteratorIsTheEntryItGaveLast() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING)) {
            map.put(1, 10);
            final Long2LongHashMap.EntryIterator iterator = map.entrySet().iterator();
            iterator.next();
            assertTrue(iterator.equals(Map.entry(1L, 10L)));
            assertFalse(iterator.equals(Map.entry(2L, 10L)));
            assertFalse(iterator.equals(Map.entry(1L, 20L)));
            assertFalse(iterator.equals("1=10"));
        }
    }

    @Test
    void aCursorPutsNoMissingValue() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING)) {
            map.put(1, 10);
            final Long2LongHashMap.Cursor cursor = map.cursor();
            assertTrue(cursor.advance());
            assertThrows(IllegalArgumentException.class, () -> cursor.setValue(MISSING));
            assertEquals(10, map.get(1));
        }
    }

    @Test
    void looksManyKeysUpInALargeTable() {
        looksManyKeysUpIn(new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING));
    }

    @Test
    void looksManyKeysUpInManySegments() {
        looksManyKeysUpIn(Long2LongHashMap.segmented(GlobalAllocator.INSTANCE, MISSING));
    }

    /** Of keys as if at random every second one, and every third of some in a row. */
    private static void looksManyKeysUpIn(Long2LongHashMap empty) {
        final int count = 800_000;
        try (Long2LongHashMap map = empty) {
            final long[] keys = new long[count];
            final long[] expected = new long[count];
            for (int i = 0; i < count; i++) {
                final boolean isInARow = i % 10_000 < 1000;
                keys[i] = isInARow ? -1 - i : i * 0x9E37_79B9_7F4A_7C15L;
                expected[i] = i % (isInARow ? 3 : 2) == 0 ? i : MISSING;
                if (expected[i] != MISSING) {
                    map.put(keys[i], i);
                }
            }
            final long[] values = new long[count];
            map.getAll(keys, 1, values, 3, count - 3);
            assertArrayEquals(new long[3], Arrays.copyOf(values, 3));
            assertArrayEquals(Arrays.copyOfRange(expected, 1, count - 2), Arrays.copyOfRange(values, 3, count));
            map.getAll(keys, keys);
            assertArrayEquals(expected, keys);
        }
    }

    @Test
    void writesItsEntriesAsText() {
        try (Long2LongHashMap map = mapOf(1, 10)) {
            assertEquals("{1=10}", map.toString());
            map.put(2, 20);
            assertTrue(map.toString().equals("{1=10, 2=20}") || map.toString().equals("{2=20, 1=10}"));
        }
    }

    private static void assertRefuses(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    private static Long2LongHashMap newMap(long initialCapacity, float loadFactor) {
        return new Long2LongHashMap(GlobalAllocator.INSTANCE, initialCapacity, loadFactor, MISSING);
    }

    private static Long2LongHashMap mapOf(long... keysAndValues) {
        final Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static Map<Long, Long> contentsOf(Long2LongHashMap map) {
        final Map<Long, Long> contents = new HashMap<>();
        map.forEachLong(contents::put);
        return contents;
    }
}
