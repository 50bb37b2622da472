package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.collections.GrowingBackends.assertRanWhereBlocksGrow;
import static org.sideheap.collections.TableBackends.assertRanWhereTablesFit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.FailingAllocator;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.RequestKind;

/** Each operation of queues and linked lists that can allocate, with each of its requests failing in turn. */
@Tag("once")
class QueueStrongGuaranteeTest {
    private static final long BYTE_CAPACITY = 1 << 16;
    private static final long NULL_VALUE = -1;

    @Test
    void holdsForTheConstructorsOfAQueue() {
        final List<Backend> ranOn = FaultEnumeration.of(allocator -> new LongArrayQueue(allocator, 100, NULL_VALUE))
                .usable(queue -> queue.offerLong(1))
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
        assertEquals(Backends.all(), ranOn);
    }

    /** Growing asks for twice as much, and for just enough where that is declined. Here both are the same. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 16, 17, 64, 100})
    void holdsForAddingAllToAQueue(long size) {
        for (long polled = 0; polled < 8; polled += 3) {
            assertQueueHolds(size, polled, queue -> queue.addAll(Collections.nCopies((int) (3 * size + 20), 7L)));
        }
    }

    /** In a ring that is full, from whatever position; growing by less than it would like will do. */
    @ParameterizedTest
    @ValueSource(longs = {8, 100})
    void holdsForEachOperationOfAFullQueue(long capacity) {
        for (long polled = 0; polled < 8; polled += 7) {
            assertFullQueueHolds(capacity, polled, queue -> queue.offerLong(7));
            assertFullQueueHolds(capacity, polled, queue -> queue.addLong(7));
            assertFullQueueHolds(capacity, polled, queue -> queue.add(7L));
            assertFullQueueHolds(capacity, polled, queue -> queue.offer(7L));
            assertFullQueueHolds(capacity, polled, queue -> queue.addAll(List.of(7L, 8L)));
        }
    }

    private static void assertFullQueueHolds(long capacity, long polled, Consumer<LongArrayQueue> operation) {
        final long[] filledSize = new long[1];
        final List<Backend> ranOn = FaultEnumeration.of(
                        allocator -> new LongArrayQueue(allocator, capacity, NULL_VALUE))
                .prepare(queue -> {
                    fill(queue, polled, queue.capacityAsLong());
                    filledSize[0] = queue.sizeAsLong();
                })
                .operation(operation::accept)
                .unchanged(queue -> new Object[] {elementsOf(queue), queue.capacityAsLong()})
                .usable(queue -> {
                    try (LongArrayQueue expected = new LongArrayQueue(GlobalAllocator.INSTANCE, NULL_VALUE)) {
                        fill(expected, polled, filledSize[0]);
                        operation.accept(expected);
                        assertArrayEquals(elementsOf(expected), elementsOf(queue));
                    }
                    queue.offerLong(99);
                })
                .mayRecover()
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
        assertRanWhereBlocksGrow(ranOn);
    }

    private static void fill(LongArrayQueue queue, long polled, long size) {
        for (long i = 0; i < polled; i++) {
            queue.offerLong(i);
            queue.pollLong();
        }
        for (long i = 0; i < size; i++) {
            queue.offerLong(i);
        }
    }

    private static long[] elementsOf(LongArrayQueue queue) {
        final LongStream.Builder elements = LongStream.builder();
        queue.forEachLong(elements::add);
        return elements.build().toArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 13, 64})
    void leavesAFullQueueAloneWhenEachRequestIsDeclined(long capacity) {
        for (long polled = 0; polled < 8; polled++) {
            assertFullQueueIsLeftAlone(capacity, polled, queue -> queue.offerLong(7));
            assertFullQueueIsLeftAlone(capacity, polled, queue -> queue.addLong(7));
            assertFullQueueIsLeftAlone(capacity, polled, queue -> queue.add(7L));
            assertFullQueueIsLeftAlone(capacity, polled, queue -> queue.offer(7L));
            assertFullQueueIsLeftAlone(capacity, polled, queue -> queue.addAll(List.of(7L, 8L)));
        }
    }

    private static void assertFullQueueIsLeftAlone(long capacity, long polled, Consumer<LongArrayQueue> operation) {
        try (PoolAllocator pool = new PoolAllocator(capacity * Long.BYTES, 2);
                LongArrayQueue queue = new LongArrayQueue(pool, NULL_VALUE)) {
            for (long i = 0; i < polled; i++) {
                queue.offerLong(i);
                queue.pollLong();
            }
            for (long i = 0; i < capacity; i++) {
                queue.offerLong(i);
            }
            final String before = queue.toString();
            final AllocationFailedException failure =
                    assertThrows(AllocationFailedException.class, () -> operation.accept(queue));
            assertEquals("PoolAllocator", failure.allocator());
            assertEquals(before, queue.toString());
            assertEquals(capacity, queue.capacityAsLong());
            assertEquals(1, pool.allocatedBlockCount());
            assertEquals(0, queue.pollLong());
            queue.offerLong(9);
            assertEquals(before.replace("[0, ", "[").replace("]", ", 9]"), queue.toString());
        }
    }

    @Test
    void leavesAnEmptyQueueAloneWhenEachRequestIsDeclined() {
        try (BumpAllocator bump = new BumpAllocator(Long.BYTES - 1);
                LongArrayQueue queue = new LongArrayQueue(bump)) {
            assertThrows(AllocationFailedException.class, () -> queue.offerLong(7));
            assertThrows(AllocationFailedException.class, () -> queue.addAll(List.of(7L)));
            assertTrue(queue.isEmpty());
            assertEquals(0, bump.offset());
        }
    }

    private static void assertQueueHolds(long size, long polled, Consumer<LongArrayQueue> operation) {
        final List<Backend> ranOn = FaultEnumeration.of(allocator -> new LongArrayQueue(allocator, NULL_VALUE))
                .prepare(queue -> {
                    for (long i = 0; i < polled; i++) {
                        queue.offerLong(i);
                        queue.pollLong();
                    }
                    for (long i = 0; i < size; i++) {
                        queue.offerLong(i);
                    }
                })
                .operation(operation::accept)
                .unchanged(queue -> List.of(queue.toString(), queue.size(), queue.capacityAsLong()))
                .usable(queue -> {
                    for (long i = 0; i < size; i++) {
                        assertEquals(i, queue.pollLong());
                    }
                    assertEquals(7, queue.pollLong());
                    queue.offerLong(99);
                })
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, 4096);
        assertEquals(Backends.all(), ranOn);
    }

    /** One failure of a growth does not surface, both do. */
    @Test
    void holdsForGrowingAQueueByLessWhereMoreIsDeclined() {
        for (long polled = 0; polled <= 8; polled++) {
            try (FreeListAllocator allocator = new FreeListAllocator(BYTE_CAPACITY)) {
                final FailingAllocator failing = new FailingAllocator(allocator);
                try (LongArrayQueue queue = new LongArrayQueue(failing, 8, NULL_VALUE)) {
                    for (long i = 0; i < polled; i++) {
                        queue.offerLong(i);
                        queue.pollLong();
                    }
                    for (long i = 0; i < queue.capacityAsLong(); i++) {
                        queue.offerLong(i);
                    }
                    final String before = queue.toString();
                    failing.fail(RequestKind.REALLOCATE, 1);
                    queue.offerLong(77);
                    assertTrue(failing.hasFailed());
                    assertEquals(2, failing.requestCount(RequestKind.REALLOCATE));
                    assertEquals(before.replace("]", ", 77]"), queue.toString());
                }
                assertEquals(0, allocator.stats().liveCount());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 20})
    void holdsForEachOperationOfALinkedListAtItsEnds(long size) {
        assertLinkedListHolds(size, 1, list -> list.addFirstLong(7));
        assertLinkedListHolds(size, 1, list -> list.addLastLong(7));
        assertLinkedListHolds(size, 1, list -> list.offerFirstLong(7));
        assertLinkedListHolds(size, 1, list -> list.offerLastLong(7));
        assertLinkedListHolds(size, 1, list -> list.pushLong(7));
        assertLinkedListHolds(size, 1, list -> list.addFirst(7L));
        assertLinkedListHolds(size, 1, list -> list.addLast(7L));
        assertLinkedListHolds(size, 1, list -> list.offerFirst(7L));
        assertLinkedListHolds(size, 1, list -> list.offerLast(7L));
        assertLinkedListHolds(size, 1, list -> list.offer(7L));
        assertLinkedListHolds(size, 1, list -> list.push(7L));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 20})
    void holdsForEachOperationOfALinkedListAsAList(long size) {
        final List<Long> some = List.of(7L, 8L, 9L);
        final int middle = (int) size / 2;
        assertLinkedListHolds(size, 1, list -> list.add(7L));
        assertLinkedListHolds(size, 1, list -> list.add(middle, 7L));
        assertLinkedListHolds(size, 1, list -> list.listIterator(middle).add(7L));
        assertLinkedListHolds(size, 1, list -> list.subList(0, middle).add(7L));
        assertLinkedListHolds(
                size, 1, list -> list.subList(0, middle).listIterator().add(7L));
        assertLinkedListHolds(size, 1, list -> list.cursor().insertBefore(7));
        assertLinkedListHolds(size, 1, list -> list.cursor().insertAfter(7));
        assertLinkedListHolds(size, 3, list -> list.addAll(some));
        assertLinkedListHolds(size, 3, list -> list.addAll(middle, some));
        assertLinkedListHolds(size, 3, list -> list.subList(0, middle).addAll(some));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4})
    void holdsForAddingALinkedListToItself(long size) {
        assertLinkedListHolds(size, size, list -> list.addAll(list));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 20})
    void holdsForEachOperationOfALinkedListReversed(long size) {
        final List<Long> some = List.of(7L, 8L, 9L);
        final int middle = (int) size / 2;
        assertLinkedListHolds(size, 1, list -> list.reversed().add(7L));
        assertLinkedListHolds(size, 1, list -> list.reversed().add(middle, 7L));
        assertLinkedListHolds(size, 1, list -> list.reversed().addFirst(7L));
        assertLinkedListHolds(size, 1, list -> list.reversed().addLast(7L));
        assertLinkedListHolds(size, 1, list -> list.reversed().offer(7L));
        assertLinkedListHolds(size, 1, list -> list.reversed().offerFirst(7L));
        assertLinkedListHolds(size, 1, list -> list.reversed().offerLast(7L));
        assertLinkedListHolds(size, 1, list -> list.reversed().push(7L));
        assertLinkedListHolds(
                size, 1, list -> list.reversed().listIterator(middle).add(7L));
        assertLinkedListHolds(size, 3, list -> list.reversed().addAll(some));
        assertLinkedListHolds(size, 3, list -> list.reversed().addAll(middle, some));
    }

    /** Two lists whose nodes and tables come from one allocator, so that each request of a table is failed as well. */
    private record TwoLists(LongLinkedList list, LongLinkedList other) implements AutoCloseable {
        static TwoLists on(Allocator allocator) {
            return new TwoLists(
                    new LongLinkedList(allocator, NULL_VALUE, allocator),
                    new LongLinkedList(allocator, NULL_VALUE, allocator));
        }

        void fill(long size) {
            for (long i = 0; i < size; i++) {
                list.addLong(i);
                other.addLong(100 + i);
            }
        }

        List<Object> picture() {
            return List.of(list.toString(), handlesOf(list), other.toString(), handlesOf(other));
        }

        private static List<Long> handlesOf(LongLinkedList list) {
            final List<Long> handles = new ArrayList<>();
            for (long node = list.firstNode(); node != Memory.NULL_ADDRESS; node = list.next(node)) {
                handles.add(node);
            }
            return handles;
        }

        @Override
        public void close() {
            other.close();
            list.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 9})
    void holdsForSplicingLinkedLists(long size) {
        assertHoldsForTwoLists(size, 2 * size, lists -> lists.list.spliceFirst(lists.other));
        assertHoldsForTwoLists(size, 2 * size, lists -> lists.list.spliceLast(lists.other));
        assertHoldsForTwoLists(size, 2 * size, lists -> lists.list.spliceBefore(lists.list.lastNode(), lists.other));
        assertHoldsForTwoLists(size, 2 * size, lists -> lists.list.spliceAfter(lists.list.firstNode(), lists.other));
    }

    /** A node in memory that the allocator cannot tell to be its own is entered in a table. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 6, 11})
    void holdsForLinkingANodeThatIsEnteredInATable(long size) {
        assertHoldsForTwoLists(size, size + 1, lists -> lists.list.linkLast(7));
        assertHoldsForTwoLists(size, size + 3, lists -> lists.list.addAll(List.of(7L, 8L, 9L)));
    }

    private static void assertHoldsForTwoLists(long size, long newSize, Consumer<TwoLists> operation) {
        final List<Backend> ranOn = FaultEnumeration.<TwoLists>of(TwoLists::on)
                .prepare(lists -> lists.fill(size))
                .operation(operation::accept)
                .unchanged(TwoLists::picture)
                .usable(lists -> {
                    assertEquals(newSize, lists.list.size());
                    for (final long node : TwoLists.handlesOf(lists.list)) {
                        lists.list.unlink(node);
                    }
                    lists.other.linkLast(9);
                })
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, 1024);
        assertRanWhereTablesFit(ranOn);
    }

    private static void assertLinkedListHolds(long size, long added, Consumer<LongLinkedList> operation) {
        final List<Backend> ranOn = FaultEnumeration.of(LongLinkedList::new)
                .prepare(list -> {
                    for (long i = 0; i < size; i++) {
                        list.addLong(i);
                    }
                })
                .operation(operation::accept)
                .unchanged(list -> List.of(list.toString(), list.size(), list.firstNode(), list.lastNode()))
                .usable(list -> {
                    assertEquals(size + added, list.size());
                    final long node = list.linkLast(9);
                    assertEquals(9, list.unlink(node));
                })
                .inPairs()
                .runOnAllThatSuffice(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE);
        assertEquals(Backends.all(), ranOn);
    }
}
