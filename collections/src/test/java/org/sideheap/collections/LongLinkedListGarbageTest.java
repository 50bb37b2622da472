package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.GlobalAllocator;

class LongLinkedListGarbageTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The JVM allocates on this thread too, while it loads and compiles what runs; garbage is made in each round. */
    private static final int ROUNDS = 20;

    @Test
    void linkingAfterAClearCreatesNoGarbageWhereTheAllocatorCannotTellItsOwn() {
        try (LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE)) {
            long leastByteSize = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                final long before = THREADS.getCurrentThreadAllocatedBytes();
                linkAndClear(list, 100);
                leastByteSize = Math.min(leastByteSize, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, leastByteSize);
        }
    }

    @Test
    void closingGivesBackAllThatWasTakenFromTheGlobalAllocator() {
        final AllocatorStats before = GlobalAllocator.INSTANCE.stats();
        try (LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE)) {
            linkAndClear(list, 1);
        }
        assertEquals(before.usedBytes(), GlobalAllocator.INSTANCE.stats().usedBytes());
        assertEquals(before.liveCount(), GlobalAllocator.INSTANCE.stats().liveCount());
    }

    private static void linkAndClear(LongLinkedList list, int times) {
        for (int round = 0; round < times; round++) {
            for (int element = 0; element < 20; element++) {
                list.linkLast(element);
            }
            list.clear();
        }
    }
}
