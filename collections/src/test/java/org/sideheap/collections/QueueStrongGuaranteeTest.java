package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.FailingAllocator;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.RequestKind;

/** Each operation of queues and linked lists that can allocate, with each of its requests failing in turn. */
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
        assertLinkedListHolds(size, 1, list -> list.reversed().add(middle, 7L));
        assertLinkedListHolds(size, 1, list -> list.cursor().insertBefore(7));
        assertLinkedListHolds(size, 1, list -> list.cursor().insertAfter(7));
        assertLinkedListHolds(size, 3, list -> list.addAll(some));
        assertLinkedListHolds(size, 3, list -> list.addAll(middle, some));
        assertLinkedListHolds(size, 3, list -> list.subList(0, middle).addAll(some));
        assertLinkedListHolds(size, 3, list -> list.reversed().addAll(some));
        assertLinkedListHolds(size, 3, list -> list.reversed().addAll(middle, some));
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
                .runOnAllThatSuffice(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE);
        assertEquals(Backends.all(), ranOn);
    }
}
