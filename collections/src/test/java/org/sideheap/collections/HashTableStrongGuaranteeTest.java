package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.collections.TableBackends.assertRanWhereTablesFit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.FaultEnumeration;

/** Each method of a map or a set that can allocate, with each of its requests failing in turn. */
@Tag("once")
class HashTableStrongGuaranteeTest {
    private static final long BYTE_CAPACITY = 1 << 17;
    private static final long BLOCK_BYTE_SIZE = 1 << 14;

    /** Some of which a table of up to 200 has, and some of which it has not. */
    private static final List<Long> ELEMENTS =
            LongStream.range(-20, 400).boxed().map(i -> i / 2 * 3).collect(Collectors.toList());

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 6, 10, 11, 83, 84, 200})
    void holdsForEachMethodOfAMap(long size) {
        final Map<Long, Long> entries = new HashMap<>();
        ELEMENTS.forEach(element -> entries.put(element, 5L));
        assertMapHolds(size, map -> map.addTo(1000, 5));
        assertMapHolds(size, map -> map.put((Long) 1000L, (Long) 5L));
        assertMapHolds(size, map -> map.putIfAbsent((Long) 1000L, (Long) 5L));
        assertMapHolds(size, map -> map.computeIfAbsent((Long) 1000L, key -> 5L));
        assertMapHolds(size, map -> map.compute((Long) 1000L, (key, value) -> 5L));
        assertMapHolds(size, map -> map.merge((Long) 1000L, (Long) 5L, Long::sum));
        assertMapHolds(size, map -> map.reserve(2 * size + 20));
        assertMapHolds(size, map -> map.putAll(entries));
        assertMapHolds(size, map -> map.putAll(new TreeMap<>(entries)));
        assertMapHolds(size, map -> {
            try (Long2LongHashMap other = new Long2LongHashMap(GlobalAllocator.INSTANCE, -2)) {
                other.putAll(entries);
                map.putAll(other);
            }
        });
    }

    private static void assertMapHolds(long size, Consumer<Long2LongHashMap> operation) {
        final List<Backend> ranOn = FaultEnumeration.of(allocator -> new Long2LongHashMap(allocator, -1))
                .prepare(map -> {
                    for (long key = 0; key < size; key++) {
                        map.put(key, key);
                    }
                })
                .operation(operation::accept)
                .unchanged(map -> List.of(new HashMap<>(map), map.size(), map.capacity(), map.resizeThreshold()))
                .usable(map -> {
                    map.put(2000, 1);
                    assertEquals(1, map.remove(2000));
                })
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, BLOCK_BYTE_SIZE);
        assertRanWhereTablesFit(ranOn);
    }

    @Test
    void holdsForCopyingAMap() {
        for (final long size : new long[] {0, 1, 6, 100}) {
            try (Long2LongHashMap original = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1)) {
                for (long key = 0; key < size; key++) {
                    original.put(key, key);
                }
                FaultEnumeration.of(allocator -> new Long2LongHashMap(allocator, original))
                        .usable(map -> {
                            assertEquals(original, map);
                            map.put(2000, 1);
                        })
                        .inPairs()
                        .runOnAllThatSuffice(BYTE_CAPACITY, BLOCK_BYTE_SIZE);
                assertEquals(size, original.size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 6, 10, 11, 83, 84, 200})
    void holdsForEachMethodOfASet(long size) {
        final Set<Long> distinct = new HashSet<>(ELEMENTS);
        assertSetHolds(size, set -> set.add(1000));
        assertSetHolds(size, set -> set.add((Long) 1000L));
        assertSetHolds(size, set -> set.reserve(2 * size + 20));
        assertSetHolds(size, set -> set.addAll(ELEMENTS));
        assertSetHolds(size, set -> set.addAll(distinct));
        assertSetHolds(size, LongHashSet::compact);
        assertSetHolds(size, set -> {
            try (LongHashSet other = new LongHashSet(GlobalAllocator.INSTANCE)) {
                other.addAll(ELEMENTS);
                set.addAll(other);
            }
        });
        assertSetHolds(size, set -> {
            try (LongHashSet other = new LongHashSet(GlobalAllocator.INSTANCE)) {
                other.addAll(ELEMENTS);
                set.copy(other);
            }
        });
        assertSetHolds(size, set -> {
            try (LongHashSet other = new LongHashSet(GlobalAllocator.INSTANCE)) {
                other.addAll(List.of(0L, 7L, 70L));
                final LongHashSet difference = set.difference(other);
                if (difference != null) {
                    difference.close();
                }
            }
        });
    }

    @Test
    void holdsForCompactingASetThatHasShrunk() {
        for (final long kept : new long[] {0, 1, 2, 6, 50}) {
            FaultEnumeration.of(LongHashSet::new)
                    .prepare(set -> {
                        for (long element = 0; element < 500; element++) {
                            set.add(element);
                        }
                        set.removeIfLong(element -> element >= kept);
                    })
                    .operation(LongHashSet::compact)
                    .unchanged(HashSet::new)
                    .usable(set -> set.add(1000))
                    .inPairs()
                    .runOnAllThatSuffice(BYTE_CAPACITY, BLOCK_BYTE_SIZE);
        }
    }

    private static void assertSetHolds(long size, Consumer<LongHashSet> operation) {
        final List<Backend> ranOn = FaultEnumeration.of(LongHashSet::new)
                .prepare(set -> {
                    for (long element = 0; element < size; element++) {
                        set.add(element);
                    }
                })
                .operation(operation::accept)
                .unchanged(set -> List.of(new HashSet<>(set), set.size(), set.capacity(), set.resizeThreshold()))
                .usable(set -> {
                    set.add(2000);
                    assertTrue(set.remove(2000));
                })
                .runOnAllThatSuffice(BYTE_CAPACITY, BLOCK_BYTE_SIZE);
        assertEquals(Backends.all(), ranOn);
    }

    @Test
    void holdsForTheConstructorsOfASet() {
        final List<Backend> ranOn = FaultEnumeration.of(allocator -> new LongHashSet(allocator, 100, 0.5f))
                .usable(set -> set.add(1))
                .runOnAllThatSuffice(BYTE_CAPACITY, BLOCK_BYTE_SIZE);
        assertEquals(Backends.all(), ranOn);
    }
}
