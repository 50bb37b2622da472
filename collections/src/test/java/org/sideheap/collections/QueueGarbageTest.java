package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.OpenBackend;

/** What queues and linked lists leave on the heap while they are used: nothing. */
class QueueGarbageTest {
    private static final String BACKENDS = "org.sideheap.collections.GarbageFreeBackends#all";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long BYTE_CAPACITY = 1 << 20;

    /** A class loaded or a method linked late costs some rounds their zero, garbage costs it all of them. */
    private static final int ROUNDS = 20;

    private long sum;
    private final LongConsumer adder = element -> sum += element;
    private final LongPredicate isOdd = element -> (element & 1) == 1;

    @Test
    void seesOneObject() {
        final Object[] kept = new Object[1];
        assertTrue(leastAllocatedBytes(() -> kept[0] = new long[1]) >= 16);
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void usesAndGrowsAQueueWithoutGarbage(Backend backend) {
        try (OpenBackend open = backend.open(BYTE_CAPACITY, 8192)) {
            assumeCreatesNone(open.allocator());
            final LongArrayQueue[] queues = new LongArrayQueue[ROUNDS];
            final LongArrayQueue.Cursor[] cursors = new LongArrayQueue.Cursor[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                queues[i] = new LongArrayQueue(open.allocator());
                cursors[i] = queues[i].cursor();
            }
            final int[] round = {0};
            assertEquals(0, leastAllocatedBytes(() -> useAndGrow(queues[round[0]], cursors[round[0]++])));
            for (final LongArrayQueue queue : queues) {
                queue.close();
            }
        }
    }

    private void useAndGrow(LongArrayQueue queue, LongArrayQueue.Cursor cursor) {
        for (long i = 0; i < 100; i++) {
            queue.offerLong(i);
            queue.addLong(i);
            sum += queue.peekLong() + queue.pollLong() + queue.elementLong();
        }
        queue.forEachLong(adder);
        cursor.rewind();
        while (cursor.advance()) {
            if ((cursor.value() & 1) == 1) {
                cursor.remove();
            } else {
                cursor.setValue(cursor.value() + 1);
            }
        }
        sum += queue.removeLong() + queue.sizeAsLong() + queue.capacityAsLong();
        sum += queue.drain(adder);
        queue.offerLong(1);
        queue.clear();
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void usesAndSplicesLinkedListsWithoutGarbage(Backend backend) {
        try (OpenBackend open = backend.open(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE);
                LongLinkedList list = new LongLinkedList(open.allocator());
                LongLinkedList other = new LongLinkedList(open.allocator())) {
            assumeCreatesNone(open.allocator());
            final LongLinkedList.Cursor cursor = list.cursor();
            assertEquals(0, leastAllocatedBytes(() -> useAndSplice(list, other, cursor)));
        }
    }

    /** One that remembers who allocated what, or asks the system, says nothing about a collection. */
    private static void assumeCreatesNone(Allocator allocator) {
        assumeTrue(leastAllocatedBytes(() -> allocator.free(allocator.allocate(32, 8), 32, 8)) == 0);
    }

    @Test
    void usesALinkedListWithoutGarbageWhereTheAllocatorCannotTellItsOwn() {
        try (LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE);
                LongLinkedList other = new LongLinkedList(GlobalAllocator.INSTANCE)) {
            final LongLinkedList.Cursor cursor = list.cursor();
            for (int i = 0; i < 10; i++) {
                useAndSplice(list, other, cursor);
            }
            assertEquals(0, leastAllocatedBytes(() -> useAndSplice(list, other, cursor)));
        }
    }

    private void useAndSplice(LongLinkedList list, LongLinkedList other, LongLinkedList.Cursor cursor) {
        for (long i = 0; i < 50; i++) {
            list.addFirstLong(i);
            list.offerLastLong(i);
            other.pushLong(i);
            list.moveToLast(list.firstNode());
            list.moveToFirst(list.lastNode());
        }
        list.spliceLast(other);
        other.addLong(3);
        list.spliceAfter(list.firstNode(), other);
        other.addLong(4);
        other.spliceFirst(list);
        list.spliceFirst(other);
        cursor.rewind();
        while (cursor.advance()) {
            cursor.setValue(cursor.value() + 1);
        }
        cursor.fastForward();
        while (cursor.retreat()) {
            if ((cursor.value() & 3) == 0) {
                cursor.remove();
                cursor.insertBefore(5);
            }
        }
        sum += list.removeIfLong(isOdd) && list.containsLong(7) ? 1 : 0;
        sum += list.removeFirstOccurrenceLong(10) && list.removeLastOccurrenceLong(10) ? 1 : 0;
        sum += list.getFirstLong() + list.getLastLong() + list.popLong() + list.removeLastLong() + list.sizeAsLong();
        list.forEachLong(adder);
        list.clear();
    }

    /** What one round allocates, less what measuring costs, in the round that allocates least. */
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
