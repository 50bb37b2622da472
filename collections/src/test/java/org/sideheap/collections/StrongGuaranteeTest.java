package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.collections.GrowingBackends.assertRanWhereBlocksGrow;
import static org.sideheap.collections.TableBackends.assertRanWhereTablesFit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.FailingAllocator;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.RequestKind;

/** Each operation that can allocate, with each of its requests failing in turn. */
@Tag("once")
class StrongGuaranteeTest {
    private static final long BYTE_CAPACITY = 1 << 16;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 9, 10, 11, 14, 15, 16, 100})
    void holdsForEachOperationOfAList(long size) {
        assertListHolds(size, list -> list.ensureCapacity(3 * size + 20));
        assertListHolds(size, list -> list.addAll(Collections.nCopies((int) size + 20, 7L)));
        assertListHolds(size, list -> list.addAll((int) size / 2, Collections.nCopies((int) size + 20, 7L)));
        assertListHolds(size, list -> list.subList(0, (int) size / 2).addAll(Collections.nCopies((int) size + 20, 7L)));
        assertListHolds(size, LongArrayList::trimToSize);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 9, 10, 11, 14, 15, 16, 100})
    void holdsForEachBulkOperationOfAList(long size) {
        final long[] array = LongStream.range(0, size + 20).toArray();
        final ByteBuffer numbers = ByteBuffer.allocate(array.length * Long.BYTES);
        try (LongArrayList other = new LongArrayList(GlobalAllocator.INSTANCE)) {
            other.addAll(array);
            assertListHolds(size, list -> list.addAll(array));
            assertListHolds(size, list -> list.addAll(size / 2, array, 0, array.length));
            assertListHolds(size, list -> list.addAll(other));
            assertListHolds(size, list -> list.addAll((int) size / 2, other));
            assertListHolds(size, list -> list.addAll(size / 2, other));
            assertListHolds(size, list -> {
                numbers.clear();
                try {
                    list.addAll(numbers);
                } catch (AllocationFailedException e) {
                    assertEquals(0, numbers.position());
                    throw e;
                }
            });
        }
    }

    @Test
    @Tag("agrona")
    void holdsForAddingOfAnAgronaBuffer() {
        final DirectBuffer numbers = new UnsafeBuffer(new byte[400]);
        assertListHolds(10, list -> list.addAll(numbers, 0, 50));
    }

    /** The list moves from the memory it has wrapped to its first block. */
    @ParameterizedTest
    @ValueSource(longs = {1, 10, 16})
    void holdsForGrowingPastWrappedMemory(long size) {
        final ByteBuffer lent =
                ByteBuffer.allocateDirect((int) size * Long.BYTES).order(ByteOrder.nativeOrder());
        final List<Backend> ranOn = FaultEnumeration.of(LongArrayList::new)
                .prepare(list -> list.wrap(lent, size))
                .operation(list -> list.ensureCapacity(3 * size + 20))
                .unchanged(list -> List.of(list.toString(), list.capacityAsLong(), list.address()))
                .usable(list -> assertEquals(size, list.sizeAsLong()))
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
        assertEquals(Backends.all(), ranOn);
    }

    @Test
    void holdsForTheConstructors() {
        final List<Backend> listRanOn = FaultEnumeration.of(allocator -> new LongArrayList(allocator, 100))
                .usable(list -> list.addLong(1))
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
        assertEquals(Backends.all(), listRanOn);
        final List<Backend> mapRanOn = FaultEnumeration.of(allocator -> new Long2LongHashMap(allocator, 100, 0.65f, -1))
                .usable(map -> map.put(1, 1))
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
        assertRanWhereTablesFit(mapRanOn);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 100})
    void holdsForEachOperationOfAFullList(long size) {
        assertFullListHolds(size, list -> list.addLong(7));
        assertFullListHolds(size, list -> list.addLong(0, 7));
        assertFullListHolds(size, list -> list.addLong(size / 2, 7));
        assertFullListHolds(size, list -> list.pushLong(7));
        assertFullListHolds(size, list -> list.add(7L));
        assertFullListHolds(size, list -> list.add(3, null));
        assertFullListHolds(size, list -> list.addAll(new long[] {7, 8}));
        assertFullListHolds(size, list -> list.addAll(2, new long[] {6, 7, 8, 9}, 1, 2));
        assertFullListHolds(size, list -> list.addAll(List.of(7L, 8L)));
        assertFullListHolds(size, list -> list.addAll(2, List.of(7L, 8L)));
        assertFullListHolds(size, list -> list.addAll(list));
        assertFullListHolds(size, list -> list.addAll(2, list));
        assertFullListHolds(size, list -> list.addAll(2L, list));
        assertFullListHolds(size, list -> list.listIterator(2).add(7L));
        assertFullListHolds(size, list -> list.subList(1, 4).add(7L));
        assertFullListHolds(size, list -> list.subList(1, 4).add(2, 7L));
        assertFullListHolds(size, list -> list.subList(1, 4).addAll(1, List.of(7L, 8L)));
        assertFullListHolds(size, list -> list.subList(1, 4).subList(1, 2).addAll(List.of(7L, 8L)));
        assertFullListHolds(size, list -> list.subList(1, 4).listIterator(1).add(7L));
    }

    /** It may grow by less than it would like. */
    private static void assertFullListHolds(long size, Consumer<LongArrayList> operation) {
        final long[] filledSize = new long[1];
        final List<Backend> ranOn = FaultEnumeration.of(allocator -> new LongArrayList(allocator, size))
                .prepare(list -> {
                    fill(list, list.capacityAsLong());
                    filledSize[0] = list.sizeAsLong();
                })
                .operation(operation::accept)
                .unchanged(list -> new Object[] {list.toLongArray(), list.capacityAsLong()})
                .usable(list -> {
                    try (LongArrayList expected = new LongArrayList(GlobalAllocator.INSTANCE)) {
                        fill(expected, filledSize[0]);
                        operation.accept(expected);
                        assertEquals(expected, list);
                    }
                    list.addLong(99);
                })
                .mayRecover()
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
        assertRanWhereBlocksGrow(ranOn);
    }

    private static void fill(LongArrayList list, long size) {
        for (long i = 0; i < size; i++) {
            list.addLong(i);
        }
    }

    /** Growing asks for half as much again, and for just enough where that is declined: one failure does not surface. */
    @ParameterizedTest
    @ValueSource(longs = {10, 15, 100})
    void growsByLessWhereMoreIsDeclined(long size) {
        try (FreeListAllocator allocator = new FreeListAllocator(BYTE_CAPACITY)) {
            final FailingAllocator failing = new FailingAllocator(allocator);
            try (LongArrayList list = new LongArrayList(failing, size)) {
                for (long i = 0; i < list.capacityAsLong(); i++) {
                    list.addLong(i);
                }
                final long before = list.sizeAsLong();
                failing.fail(RequestKind.REALLOCATE, 1);
                list.addLong(7);
                assertTrue(failing.hasFailed());
                assertEquals(2, failing.requestCount(RequestKind.REALLOCATE));
                assertEquals(before + 1, list.size());
                assertTrue(list.capacityAsLong() <= before + 2);
                assertEquals(7, list.getLong(before));
            }
            assertEquals(0, allocator.stats().liveCount());
        }
    }

    @Test
    void leavesAnEmptyListAloneWhenEachRequestIsDeclined() {
        try (BumpAllocator bump = new BumpAllocator(Long.BYTES - 1);
                LongArrayList list = new LongArrayList(bump)) {
            assertThrows(AllocationFailedException.class, () -> list.addLong(7));
            assertThrows(AllocationFailedException.class, () -> list.addLong(0, 7));
            assertThrows(AllocationFailedException.class, () -> list.add(7L));
            assertThrows(AllocationFailedException.class, () -> list.addAll(List.of(7L)));
            assertTrue(list.isEmpty());
            assertEquals(0, list.capacityAsLong());
            assertEquals(0, bump.offset());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 15, 16, 100})
    void leavesAFullListAloneWhenEachRequestIsDeclined(long size) {
        assertFullListIsLeftAlone(size, list -> list.addLong(7));
        assertFullListIsLeftAlone(size, list -> list.addLong(0, 7));
        assertFullListIsLeftAlone(size, list -> list.addLong(size / 2, 7));
        assertFullListIsLeftAlone(size, list -> list.pushLong(7));
        assertFullListIsLeftAlone(size, list -> list.add(7L));
        assertFullListIsLeftAlone(size, list -> list.add(3, null));
        assertFullListIsLeftAlone(size, list -> list.addAll(List.of(7L, 8L)));
        assertFullListIsLeftAlone(size, list -> list.listIterator(2).add(7L));
        assertFullListIsLeftAlone(size, list -> list.subList(1, 4).add(7L));
        assertFullListIsLeftAlone(size, list -> list.subList(1, 4).add(2, 7L));
        assertFullListIsLeftAlone(size, list -> list.subList(1, 4).subList(1, 2).addAll(List.of(7L, 8L)));
        assertFullListIsLeftAlone(size, list -> list.addAll(list));
        assertFullListIsLeftAlone(size, list -> list.addAll(2, list));
    }

    private static void assertFullListIsLeftAlone(long size, Consumer<LongArrayList> operation) {
        try (BumpAllocator bump = new BumpAllocator(size * Long.BYTES);
                LongArrayList list = new LongArrayList(bump, size)) {
            for (long i = 0; i < size; i++) {
                list.addLong(i);
            }
            final long[] before = list.toLongArray();
            final AllocationFailedException failure =
                    assertThrows(AllocationFailedException.class, () -> operation.accept(list));
            assertEquals("BumpAllocator", failure.allocator());
            assertEquals(size, list.capacityAsLong());
            assertEquals(Arrays.stream(before).boxed().toList(), list);
            list.popLong();
            list.addLong(9);
            assertEquals(9, list.getLong(size - 1));
            bump.check();
        }
    }

    private static void assertListHolds(long size, Consumer<LongArrayList> operation) {
        FaultEnumeration.of(LongArrayList::new)
                .prepare(list -> {
                    for (long i = 0; i < size; i++) {
                        list.addLong(i);
                    }
                })
                .operation(operation::accept)
                .unchanged(list -> List.of(list.toLongArray().length, list.toString(), list.capacityAsLong()))
                .usable(list -> {
                    list.addLong(99);
                    assertTrue(list.containsLong(99));
                })
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 5, 6, 9, 10, 11, 20, 83, 84, 200})
    void holdsForEachOperationOfAMap(long size) {
        assertMapHolds(size, map -> map.put(1000, 5));
        assertMapHolds(size, map -> map.putIfAbsent(1000, 5));
        assertMapHolds(size, map -> map.computeIfAbsent(1000, key -> 5));
        assertMapHolds(size, map -> map.compute(1000, (key, value) -> 5));
        assertMapHolds(size, map -> map.merge(1000, 5, Long::sum));
        assertMapHolds(size, Long2LongHashMap::compact);
    }

    @Test
    void holdsForCompactingAMapThatHasShrunk() {
        for (final long kept : new long[] {0, 1, 5, 6, 50}) {
            FaultEnumeration.of(allocator -> new Long2LongHashMap(allocator, -1))
                    .prepare(map -> {
                        for (long key = 0; key < 500; key++) {
                            map.put(key, key);
                        }
                        for (long key = kept; key < 500; key++) {
                            map.remove(key);
                        }
                    })
                    .operation(Long2LongHashMap::compact)
                    .unchanged(StrongGuaranteeTest::contentsOf)
                    .usable(map -> map.put(1, 1))
                    .inPairs()
                    .runOnAllThatSuffice(BYTE_CAPACITY, 16384);
        }
    }

    private static void assertMapHolds(long size, Consumer<Long2LongHashMap> operation) {
        FaultEnumeration.of(allocator -> new Long2LongHashMap(allocator, -1))
                .prepare(map -> {
                    for (long key = 0; key < size; key++) {
                        map.put(key, key);
                    }
                })
                .operation(operation::accept)
                .unchanged(map -> List.of(contentsOf(map), map.size(), map.capacity(), map.resizeThreshold()))
                .usable(map -> {
                    for (long key = 0; key < size; key++) {
                        assertEquals(key, map.get(key));
                    }
                    map.put(2000, 1);
                    assertEquals(1, map.remove(2000));
                    assertFalse(map.containsKey(2000));
                })
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, 8192);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 20})
    void holdsForEachOperationOfALinkedList(long size) {
        assertLinkedListHolds(size, list -> list.linkFirst(7));
        assertLinkedListHolds(size, list -> list.linkLast(7));
        assertLinkedListHolds(size, list -> list.addLong(7));
        assertLinkedListHolds(size, list -> list.offerLong(7));
        if (size > 0) {
            assertLinkedListHolds(size, list -> list.linkBefore(list.firstNode(), 7));
            assertLinkedListHolds(size, list -> list.linkAfter(list.firstNode(), 7));
            assertLinkedListHolds(size, list -> list.linkBefore(list.lastNode(), 7));
        }
    }

    private static void assertLinkedListHolds(long size, Consumer<LongLinkedList> operation) {
        final List<Backend> ranOn = FaultEnumeration.of(LongLinkedList::new)
                .prepare(list -> {
                    for (long i = 0; i < size; i++) {
                        list.addLong(i);
                    }
                })
                .operation(operation::accept)
                .unchanged(list -> List.of(list.toString(), list.size(), list.firstNode(), list.lastNode()))
                .usable(list -> {
                    assertEquals(size + 1, list.size());
                    final long node = list.linkLast(9);
                    assertEquals(9, list.unlink(node));
                })
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE);
        assertEquals(Backends.all(), ranOn);
    }

    private static Map<Long, Long> contentsOf(Long2LongHashMap map) {
        final Map<Long, Long> contents = new HashMap<>();
        map.forEachLong(contents::put);
        return contents;
    }
}
