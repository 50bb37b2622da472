package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.testkit.RequestKind.ALLOCATE;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.testkit.CountingAllocator;
import org.sideheap.testkit.FailingAllocator;

/** Maps and sets that take their memory in segments: how they grow, shrink, fail and end. */
class SegmentsTest {
    private static final long MISSING = -1;
    private static final float LOAD_FACTOR = 0.65f;
    private static final long SEGMENT_BYTE_SIZE = 1 << 10;
    private static final long SLOTS_OF_A_SEGMENT = SEGMENT_BYTE_SIZE / 16;
    private static final long KEYS_OF_A_SEGMENT = (long) (SLOTS_OF_A_SEGMENT * LOAD_FACTOR);
    private static final int COUNT = 20_000;
    private static final long CROWDED_SEGMENT_BYTE_SIZE = 1 << 12;
    private static final int CROWDED_SHIFT = 20;

    /** With one full segment, the next entry makes it two; and so on. */
    private static final int[] SIZES = {0, 1, 41, 42, 300};

    private final SplittableRandom random = new SplittableRandom(7);

    private static Long2LongHashMap map(Allocator allocator) {
        return Tables.map(allocator, LOAD_FACTOR, MISSING, SEGMENT_BYTE_SIZE);
    }

    private static LongHashSet set(Allocator allocator) {
        return Tables.set(allocator, LOAD_FACTOR, SEGMENT_BYTE_SIZE);
    }

    @Test
    void takesNoMemoryUntilItHasAnEntryAndASegmentThen() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                Long2LongHashMap map = map(allocator)) {
            assertEquals(0, map.capacity());
            assertEquals(0, map.resizeThreshold());
            assertEquals(SEGMENT_BYTE_SIZE, map.segmentByteSize());
            assertEquals(MISSING, map.get(5));
            assertFalse(map.containsKey(5));
            assertEquals(MISSING, map.remove(5));
            map.forEachLong((key, value) -> {
                throw new AssertionError("there is no entry");
            });
            map.clear();
            map.compact();
            map.reserve(0);
            assertEquals(0, allocator.stats().allocationCount());
            map.put(5, 6);
            assertEquals(SLOTS_OF_A_SEGMENT, map.capacity());
            assertEquals(KEYS_OF_A_SEGMENT, map.resizeThreshold());
            assertEquals(6, map.get(5));
            map.remove(5);
            map.compact();
            assertEquals(0, map.capacity());
            assertEquals(0, allocator.stats().usedBytes());
        }
    }

    @Test
    void inOneBlockHasNoSegments() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING);
                LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE)) {
            assertEquals(0, map.segmentByteSize());
            assertEquals(0, set.segmentByteSize());
        }
    }

    @Test
    void hasSegmentsOfTheDefaultSize() {
        try (Long2LongHashMap map = Long2LongHashMap.segmented(GlobalAllocator.INSTANCE, MISSING);
                LongHashSet set = LongHashSet.segmented(GlobalAllocator.INSTANCE)) {
            assertEquals(Long2LongHashMap.DEFAULT_SEGMENT_BYTE_SIZE, map.segmentByteSize());
            assertEquals(LongHashSet.DEFAULT_SEGMENT_BYTE_SIZE, set.segmentByteSize());
            map.put(1, 2);
            set.add(1);
            assertEquals(map.segmentByteSize() / 16, map.capacity());
            assertEquals(set.segmentByteSize() / 8, set.capacity());
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {Long.MIN_VALUE, -128, 0, 1, 2048, 4095, 4097, 3 << 12, (1 << 30) + 1, 1L << 31, Long.MAX_VALUE})
    void refusesSizesOfSegments(long byteSize) {
        final String message = "segmentByteSize must be a power of two from 4096 to 1073741824, was " + byteSize;
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> newMap(byteSize))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> newSet(byteSize))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 12, 1 << 13, 1 << 30})
    void takesPowersOfTwoAsSizesOfSegments(long byteSize) {
        newMap(byteSize);
        newSet(byteSize);
    }

    @Test
    void splitsASegmentThatIsFullAndNoOther() {
        try (Long2LongHashMap map = map(GlobalAllocator.INSTANCE)) {
            putUpTo(map, (int) KEYS_OF_A_SEGMENT);
            assertEquals(SLOTS_OF_A_SEGMENT, map.capacity());
            map.put(-1, 0);
            assertTrue(map.capacity() > SLOTS_OF_A_SEGMENT);
        }
    }

    private static void newMap(long segmentByteSize) {
        Long2LongHashMap.segmented(GlobalAllocator.INSTANCE, LOAD_FACTOR, MISSING, segmentByteSize)
                .close();
    }

    private static void newSet(long segmentByteSize) {
        LongHashSet.segmented(GlobalAllocator.INSTANCE, LOAD_FACTOR, segmentByteSize)
                .close();
    }

    @ParameterizedTest
    @ValueSource(longs = {256, 1 << 10, 1 << 16})
    void isAMapWhateverComesAndGoes(long segmentByteSize) {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 27);
                Long2LongHashMap map = Tables.map(allocator, LOAD_FACTOR, MISSING, segmentByteSize)) {
            final Map<Long, Long> model = new HashMap<>();
            for (final int range : new int[] {COUNT, 100, 2 * COUNT, 1}) {
                for (int i = 0; i < COUNT; i++) {
                    final long key = random.nextInt(range);
                    map.put(key, i);
                    model.put(key, (long) i);
                    final long gone = random.nextInt(2 * COUNT);
                    final Long value = model.remove(gone);
                    assertEquals(value == null ? MISSING : value, map.remove(gone));
                }
                assertEquals(model, map);
                assertEquals(model, new HashMap<>(map));
                assertEquals(model.hashCode(), map.hashCode());
            }
        }
    }

    @Test
    void aPutTakesOneSegmentAtMostAndNowAndThenADirectory() {
        try (CountingAllocator allocator = new CountingAllocator(GlobalAllocator.INSTANCE);
                Long2LongHashMap map = map(allocator)) {
            map.put(0, 0);
            long directories = 0;
            for (long key = 1; key < COUNT; key++) {
                allocator.reset();
                final long capacity = map.capacityAsLong();
                map.put(key, key);
                final long segments = (map.capacityAsLong() - capacity) / SLOTS_OF_A_SEGMENT;
                assertTrue(segments <= 1, () -> segments + " segments");
                assertTrue(allocator.grantedCount(ALLOCATE) - segments <= 1);
                directories += allocator.grantedCount(ALLOCATE) - segments;
            }
            assertTrue(directories < 16, directories + " directories");
        }
    }

    @Test
    void livesInAPoolOfSegmentsAndGivesThemBack() {
        final int blockCount = 400;
        try (PoolAllocator pool = new PoolAllocator(SEGMENT_BYTE_SIZE, blockCount);
                Long2LongHashMap map = map(pool)) {
            // 64 segments go into a directory of one block
            final long count = 32 * KEYS_OF_A_SEGMENT;
            for (int round = 0; round < 3; round++) {
                for (long key = 0; key < count; key++) {
                    map.put(key, -2 - key);
                }
                final long blocks = map.capacityAsLong() / SLOTS_OF_A_SEGMENT + 1;
                assertEquals(blocks, pool.stats().liveCount());
                for (long key = 0; key < count; key++) {
                    assertEquals(-2 - key, map.remove(key));
                }
                assertTrue(pool.stats().liveCount() <= 8, () -> pool.stats() + " after all was removed");
            }
            map.compact();
            assertEquals(0, pool.stats().liveCount());
        }
    }

    @Test
    void saysThatAPoolIsFullAndHasWhatItHad() {
        try (PoolAllocator pool = PoolAllocator.over(
                        ByteBuffer.allocateDirect((int) (9 * SEGMENT_BYTE_SIZE)), SEGMENT_BYTE_SIZE);
                Long2LongHashMap map = map(pool)) {
            final Map<Long, Long> model = new HashMap<>();
            long failures = 0;
            for (long key = 0; key < 1000; key++) {
                try {
                    map.put(key, key);
                    model.put(key, key);
                } catch (AllocationFailedException e) {
                    failures++;
                }
                assertEquals(model.size(), map.size());
            }
            assertEquals(model, map);
            assertTrue(failures > 500 && failures < 1000, failures + " failures");
            map.keySet().removeIfLong(key -> key % 2 == 0);
            model.keySet().removeIf(key -> key % 2 == 0);
            assertEquals(model, map);
        }
    }

    @Test
    void mergesWhenCompactedWhatARemovalOnAWalkLeft() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 24);
                LongHashSet set = set(allocator)) {
            addUpTo(set, COUNT);
            final long capacity = set.capacityAsLong();
            final LongHashSet.Cursor cursor = set.cursor();
            while (cursor.advance()) {
                if (cursor.value() % 100 != 0) {
                    cursor.remove();
                }
            }
            assertEquals(capacity, set.capacityAsLong());
            set.compact();
            assertTrue(set.capacityAsLong() <= capacity / 16, () -> capacity + " became " + set.capacityAsLong());
            assertEquals(new HashSet<>(multiplesOf100()), set);
            set.clear();
            assertTrue(set.isEmpty());
            assertFalse(set.contains(100));
            set.addAll(multiplesOf100());
            assertEquals(new HashSet<>(multiplesOf100()), set);
        }
    }

    private static List<Long> multiplesOf100() {
        return LongStream.range(0, COUNT / 100).map(i -> i * 100).boxed().toList();
    }

    @Test
    void givesSegmentsBackWhenManyAreRemovedAtOnce() {
        final List<Consumer<LongHashSet>> removals = List.of(
                set -> set.removeIfLong(element -> element >= 10),
                set -> set.retainAll(Set.of(1L, 2L)),
                set -> withOther(Set.of(1L, 2L), set::retainAll),
                set -> withOther(new HashSet<>(set), set::removeAll),
                set -> set.removeAll(new ArrayList<>(set)));
        for (final Consumer<LongHashSet> removal : removals) {
            try (FreeListAllocator allocator = new FreeListAllocator(1 << 24);
                    LongHashSet set = set(allocator)) {
                addUpTo(set, COUNT);
                removal.accept(set);
                assertTrue(set.size() <= 10);
                assertHasLittle(allocator);
            }
        }
        final List<Consumer<Long2LongHashMap>> mapRemovals = List.of(
                map -> map.keySet().removeIfLong(key -> key >= 10),
                map -> map.values().removeIfLong(value -> value >= 10),
                map -> map.entrySet().removeIfLong((key, value) -> value >= 10));
        for (final Consumer<Long2LongHashMap> removal : mapRemovals) {
            try (FreeListAllocator allocator = new FreeListAllocator(1 << 24);
                    Long2LongHashMap map = map(allocator)) {
                putUpTo(map, COUNT);
                removal.accept(map);
                assertEquals(10, map.size());
                assertHasLittle(allocator);
            }
        }
    }

    private static void addUpTo(LongHashSet set, int size) {
        for (long element = 0; element < size; element++) {
            set.add(element);
        }
    }

    private static void assertHasLittle(Allocator allocator) {
        assertTrue(allocator.stats().usedBytes() <= 2 * SEGMENT_BYTE_SIZE, () -> allocator.stats() + "");
    }

    @Test
    void keepsTheRoomThatWasReservedUntilItIsCompacted() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 24);
                Long2LongHashMap map = map(allocator)) {
            map.reserve(COUNT);
            final long used = allocator.stats().usedBytes();
            for (long key = 0; key < COUNT; key++) {
                map.put(key, key);
                map.remove(key);
            }
            putUpTo(map, 10);
            map.keySet().removeIfLong(key -> true);
            assertEquals(used, allocator.stats().usedBytes());
            putUpTo(map, 10);
            map.compact();
            assertHasLittle(allocator);
        }
    }

    @Test
    void givesBackWhatItTookBeforeItFailed() {
        final Map<Long, Long> entries = new HashMap<>();
        for (long key = 0; key < COUNT; key++) {
            entries.put(key, key);
        }
        final List<Consumer<Long2LongHashMap>> operations = List.of(
                map -> map.reserve(COUNT),
                map -> map.reserve(1L << 40),
                map -> map.reserve(Long.MAX_VALUE),
                map -> map.putAll(entries));
        for (final Consumer<Long2LongHashMap> operation : operations) {
            for (final int size : new int[] {0, 1, 10, 100}) {
                try (FreeListAllocator allocator = new FreeListAllocator(1 << 16);
                        Long2LongHashMap map = map(allocator)) {
                    putUpTo(map, size);
                    final long segments = map.capacityAsLong() / SLOTS_OF_A_SEGMENT;
                    assertThrows(AllocationFailedException.class, () -> operation.accept(map));
                    assertEquals(size, map.size());
                    assertTrue(
                            map.capacityAsLong() / SLOTS_OF_A_SEGMENT <= Math.max(1, segments),
                            () -> segments + " segments became " + map.capacityAsLong() / SLOTS_OF_A_SEGMENT);
                    assertTrue(allocator.stats().usedBytes() <= (segments + 2) * SEGMENT_BYTE_SIZE);
                }
            }
        }
    }

    /** With one key a segment, the hash must tell these apart in few bits: there is memory for a directory of 23. */
    @Test
    void splitsKeysThatAreAlikeAroundZero() {
        for (int i = 0; i < 20; i++) {
            try (FreeListAllocator allocator = new FreeListAllocator(1 << 28);
                    Long2LongHashMap map = Tables.map(allocator, 0.1f, MISSING, 128)) {
                for (final long key : new long[] {1, -1, 2, -4, 3, -3}) {
                    map.put(key, 5);
                }
                assertEquals(6, map.size());
            }
        }
    }

    /** Whatever is drawn: a hash that were linear would now and then have them all in a few segments. */
    @Test
    void splitsKeysAtEqualDistancesEvenly() {
        final long[] distances = {(1L << 48) + 1, 1_000_000_007, (1L << 32) + 1};
        for (int i = 0; i < 1500; i++) {
            final long distance = distances[i % distances.length];
            try (CountingAllocator allocator = new CountingAllocator(GlobalAllocator.INSTANCE);
                    Long2LongHashMap map = Tables.map(allocator, 0.55f, MISSING, 1 << 12)) {
                for (long key = 0; key < 3000; key++) {
                    final long requests = allocator.requestCount(ALLOCATE);
                    map.put(key * distance, key);
                    assertTrue(
                            allocator.requestCount(ALLOCATE) - requests <= 4,
                            () -> "many segments in one put, of keys " + distance + " apart");
                }
                assertTrue(
                        map.capacity() < 4 * map.size(),
                        () -> map.capacity() + " slots for " + map.size() + " keys " + distance + " apart");
            }
        }
    }

    @Test
    void keepsNoMemoryOfASplitThatFails() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                FailingAllocator failing = new FailingAllocator(allocator);
                Long2LongHashMap map = map(failing)) {
            putUpTo(map, (int) KEYS_OF_A_SEGMENT);
            final long used = allocator.stats().usedBytes();
            for (int request = 1; request <= 2; request++) {
                failing.fail(ALLOCATE, request);
                assertThrows(AllocationFailedException.class, () -> map.put(KEYS_OF_A_SEGMENT, 1));
                assertEquals(used, allocator.stats().usedBytes());
            }
        }
    }

    /** All have one home, which the first segment tells when it is split. */
    @Test
    void scattersKeysThatAreCrowded() {
        try (Long2LongHashMap map =
                Tables.map(GlobalAllocator.INSTANCE, LOAD_FACTOR, MISSING, CROWDED_SEGMENT_BYTE_SIZE)) {
            putCrowded(map, COUNT);
            long probes = 0;
            for (long i = 0; i < COUNT; i++) {
                assertEquals(i, map.get(i << CROWDED_SHIFT));
                probes += map.probesOf(i << CROWDED_SHIFT);
            }
            assertTrue(probes < 1.3 * COUNT, "probes of " + COUNT + " keys: " + probes);
        }
    }

    /** First for the segment moved to, then for the second segment, then for a directory of two. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void hasWhatItHadWhenMemoryFailsAsItScatters(int request) {
        try (FailingAllocator allocator = new FailingAllocator(GlobalAllocator.INSTANCE);
                Long2LongHashMap map = Tables.map(allocator, LOAD_FACTOR, MISSING, CROWDED_SEGMENT_BYTE_SIZE)) {
            final int capacity = (int) (CROWDED_SEGMENT_BYTE_SIZE / 16 * LOAD_FACTOR);
            putCrowded(map, capacity);
            final Map<Long, Long> before = new HashMap<>(map);
            allocator.fail(ALLOCATE, request);
            assertThrows(AllocationFailedException.class, () -> putCrowded(map, capacity + 1));
            allocator.failNothing();
            assertEquals(before, map);
            assertEquals(CROWDED_SEGMENT_BYTE_SIZE / 16, map.capacity());
            putCrowded(map, capacity + 1);
            assertEquals(capacity + 1, map.size());
        }
    }

    private static void putCrowded(Long2LongHashMap map, int count) {
        for (long i = 0; i < count; i++) {
            map.put(i << CROWDED_SHIFT, i);
        }
    }

    @Test
    void keepsItsSegmentsWhenCleared() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                Long2LongHashMap map = map(allocator)) {
            putUpTo(map, 1000);
            final long used = allocator.stats().usedBytes();
            map.clear();
            assertEquals(used, allocator.stats().usedBytes());
            final long allocations = allocator.stats().allocationCount();
            for (long key = 0; key < 1000; key++) {
                assertEquals(MISSING, map.put(key, key));
            }
            assertEquals(allocations, allocator.stats().allocationCount());
        }
    }

    @Test
    void hardlyEverGrowsWithinWhatWasReserved() {
        int grown = 0;
        for (int i = 0; i < 20; i++) {
            try (CountingAllocator allocator = new CountingAllocator(GlobalAllocator.INSTANCE);
                    LongHashSet set = LongHashSet.segmented(allocator, LOAD_FACTOR, 1 << 14)) {
                set.reserve(COUNT);
                assertTrue(set.resizeThreshold() >= COUNT);
                assertTrue(set.capacity() < 4 * COUNT / LOAD_FACTOR);
                final long requests = allocator.requestCount(ALLOCATE);
                set.reserve(COUNT / 2);
                set.reserve(COUNT);
                addUpTo(set, COUNT);
                grown += allocator.requestCount(ALLOCATE) == requests ? 0 : 1;
            }
        }
        assertTrue(grown <= 2, grown + " of 20 sets grew");
    }

    @Test
    void copiesAndDifferencesAreInSegmentsToo() {
        try (Long2LongHashMap map = map(GlobalAllocator.INSTANCE);
                LongHashSet set = set(GlobalAllocator.INSTANCE);
                LongHashSet other = new LongHashSet(GlobalAllocator.INSTANCE)) {
            for (long key = 0; key < 500; key++) {
                map.put(key, key);
                set.add(key);
                other.add(2 * key);
            }
            try (Long2LongHashMap copy = new Long2LongHashMap(GlobalAllocator.INSTANCE, map);
                    LongHashSet difference = set.difference(other)) {
                assertEquals(map, copy);
                assertEquals(SEGMENT_BYTE_SIZE, copy.segmentByteSize());
                assertEquals(250, difference.size());
                assertEquals(SEGMENT_BYTE_SIZE, difference.segmentByteSize());
            }
        }
    }

    @Test
    void hasWhatItHadWhenMemoryFailsInAMap() {
        final Map<Long, Long> entries = new HashMap<>();
        for (long key = -50; key < 400; key++) {
            entries.put(key, 5L);
        }
        final List<Consumer<Long2LongHashMap>> operations = List.of(
                map -> map.put(1000, 5),
                map -> map.addTo(1000, 5),
                map -> map.reserve(500),
                map -> map.putAll(entries),
                map -> map.putAll(new TreeMap<>(entries)),
                Long2LongHashMap::compact,
                map -> {
                    try (Long2LongHashMap other = new Long2LongHashMap(GlobalAllocator.INSTANCE, -2)) {
                        other.putAll(entries);
                        map.putAll(other);
                    }
                },
                map -> new Long2LongHashMap(map.allocator(), map).close());
        for (final Consumer<Long2LongHashMap> operation : operations) {
            for (final int size : SIZES) {
                assertHasWhatItHad(
                        SegmentsTest::map, map -> putUpTo(map, size), operation, HashMap::new, Long2LongHashMap::close);
            }
        }
    }

    private static void putUpTo(Long2LongHashMap map, int size) {
        for (long key = 0; key < size; key++) {
            map.put(key, key);
        }
    }

    @Test
    void hasWhatItHadWhenMemoryFailsInASet() {
        final Set<Long> elements = new HashSet<>();
        for (long element = -50; element < 400; element++) {
            elements.add(element);
        }
        final List<Long> twice = new ArrayList<>(elements);
        twice.addAll(elements);
        final List<Consumer<LongHashSet>> operations = List.of(
                set -> set.add(1000),
                set -> set.reserve(1000),
                set -> set.addAll(elements),
                set -> set.addAll(twice),
                LongHashSet::compact,
                set -> withOther(elements, set::addAll),
                set -> withOther(elements, set::copy),
                set -> withOther(elements, other -> {
                    set.removeIfLong(element -> element % 3 != 0);
                    set.copy(other);
                }),
                set -> withOther(Set.of(0L, 7L), other -> {
                    final LongHashSet difference = set.difference(other);
                    if (difference != null) {
                        difference.close();
                    }
                }));
        for (final Consumer<LongHashSet> operation : operations) {
            for (final int size : new int[] {0, 1, 83, 84, 300}) {
                assertHasWhatItHad(
                        SegmentsTest::set,
                        set -> {
                            for (long element = 0; element < size; element += 3) {
                                set.add(element);
                            }
                        },
                        operation,
                        HashSet::new,
                        LongHashSet::close);
            }
        }
    }

    private static void withOther(Set<Long> elements, Consumer<LongHashSet> operation) {
        try (LongHashSet other = new LongHashSet(GlobalAllocator.INSTANCE)) {
            other.addAll(elements);
            operation.accept(other);
        }
    }

    /**
     * With the first request failing, then with the second, until none is left. How many there are depends on the seed of
     * each table, so they are not counted before.
     */
    private static <T> void assertHasWhatItHad(
            Function<Allocator, T> opener,
            Consumer<T> preparation,
            Consumer<T> operation,
            Function<T, Object> content,
            Consumer<T> closer) {
        boolean hasFailed = true;
        for (int request = 1; hasFailed; request++) {
            try (FreeListAllocator memory = new FreeListAllocator(1 << 20)) {
                final FailingAllocator failing = new FailingAllocator(memory);
                final T table = opener.apply(failing);
                preparation.accept(table);
                final Object before = content.apply(table);
                failing.fail(ALLOCATE, request);
                hasFailed = false;
                try {
                    operation.accept(table);
                } catch (AllocationFailedException e) {
                    hasFailed = true;
                    assertEquals(before, content.apply(table));
                }
                failing.failNothing();
                operation.accept(table);
                closer.accept(table);
                assertEquals(0, memory.stats().liveCount());
            }
        }
    }

    @Test
    void endsWithItsAllocatorWhereverItsSegmentsAre() {
        try (BumpAllocator bump = new BumpAllocator(1 << 20)) {
            final Long2LongHashMap map = map(bump);
            final LongHashSet set = set(bump);
            for (long key = 0; key < 1000; key++) {
                map.put(key, key);
                set.add(key);
            }
            bump.reset();
            assertThrows(IllegalStateException.class, () -> map.get(1));
            assertThrows(IllegalStateException.class, () -> map.put(1, 1));
            assertThrows(IllegalStateException.class, () -> set.contains(1));
            assertThrows(IllegalStateException.class, set::iterator);
            map.close();
            set.close();
        }
    }

    @Test
    void keepsItsSeedInASegmentThatWasSplit() {
        try (Long2LongHashMap map = map(GlobalAllocator.INSTANCE)) {
            putUpTo(map, COUNT);
            long probes = 0;
            for (long key = 0; key < COUNT; key++) {
                probes += map.probesOf(key);
            }
            assertTrue(probes < 1.2 * COUNT, "probes of " + COUNT + " keys: " + probes);
        }
    }
}
