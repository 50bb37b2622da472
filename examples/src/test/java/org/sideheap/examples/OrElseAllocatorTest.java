package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.collections.LongArrayList;
import org.sideheap.collections.LongLinkedList;

class OrElseAllocatorTest {
    private final MeteredAllocator global = new MeteredAllocator(GlobalAllocator.INSTANCE);

    @Test
    void freesEachBlockToTheAllocatorThatHasIt() {
        try (PoolAllocator pool = new PoolAllocator(64, 1);
                Allocator allocator = new OrElseAllocator(pool, global)) {
            final long inPool = allocator.allocate(64, 8);
            final long elsewhere = allocator.allocate(64, 8);
            assertTrue(pool.owns(inPool));
            assertFalse(pool.owns(elsewhere));
            assertEquals(1, global.stats().liveCount());

            allocator.free(elsewhere, 64, 8);
            assertEquals(0, global.stats().liveCount());
            assertEquals(0, global.stats().usedBytes());
            assertEquals(1, pool.allocatedBlockCount());

            allocator.free(inPool, 64, 8);
            assertEquals(0, pool.allocatedBlockCount());
        }
    }

    @Test
    void movesABlockThatOutgrowsTheFirstAllocatorToTheSecond() {
        try (PoolAllocator pool = new PoolAllocator(64, 1);
                Allocator allocator = new OrElseAllocator(pool, global)) {
            final long inPool = allocator.allocate(64, 8);
            Memory.putLong(inPool, 11);
            Memory.putLong(inPool + 56, 22);

            final long moved = allocator.tryReallocate(inPool, 64, 4096, 8, 64);
            assertEquals(11, Memory.getLong(moved));
            assertEquals(22, Memory.getLong(moved + 56));
            assertEquals(0, pool.allocatedBlockCount());

            final long grown = allocator.tryReallocate(moved, 4096, 8192, 8, 64);
            assertEquals(11, Memory.getLong(grown));
            assertEquals(8192, global.stats().usedBytes());
            allocator.free(grown, 8192, 8);
            assertEquals(0, global.stats().liveCount());
        }
    }

    @Test
    void closesItsCollectionsWithTheFirstAllocatorAndLeaksNothingOfTheSecond() {
        final BumpAllocator bump = new BumpAllocator(256);
        final Allocator allocator = new OrElseAllocator(bump, global);
        final LongLinkedList queue = new LongLinkedList(allocator);
        final LongArrayList list = new LongArrayList(allocator);
        for (int element = 0; element < 100; element++) {
            queue.linkLast(element);
            list.addLong(element);
        }
        assertTrue(global.stats().liveCount() > 50);

        allocator.close();

        assertEquals(0, global.stats().liveCount());
        assertEquals(0, global.stats().usedBytes());
        assertThrows(IllegalStateException.class, () -> queue.linkLast(1));
        assertThrows(IllegalStateException.class, () -> list.addLong(1));
    }

    @Test
    void closesItsCollectionsWhenTheFirstAllocatorIsReset() {
        final BumpAllocator bump = new BumpAllocator(256);
        try (Allocator allocator = new OrElseAllocator(bump, global);
                LongLinkedList queue = new LongLinkedList(allocator)) {
            for (int element = 0; element < 100; element++) {
                queue.linkLast(element);
            }
            bump.reset();

            assertEquals(0, global.stats().liveCount());
            final Exception thrown = assertThrows(IllegalStateException.class, queue::isEmpty);
            assertTrue(thrown.getMessage().contains("BumpAllocator was reset"), thrown.getMessage());
        }
    }

    @Test
    void addsUpTheNumbersOfBoth() {
        try (Allocator allocator = new OrElseAllocator(new PoolAllocator(64, 2), global)) {
            final long[] blocks = {allocator.allocate(64, 8), allocator.allocate(64, 8), allocator.allocate(64, 8)};
            assertEquals(3 * 64, allocator.stats().usedBytes());
            assertEquals(3, allocator.stats().liveCount());
            assertEquals(3, allocator.stats().allocationCount());
            assertEquals(0, allocator.stats().declineCount());
            for (final long block : blocks) {
                allocator.free(block, 64, 8);
            }
            assertEquals(0, allocator.stats().usedBytes());
            assertEquals(3 * 64, allocator.stats().peakUsedBytes());
        }
    }
}
