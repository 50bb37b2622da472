package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What only this pool does: it keeps its links in the blocks. The rest is in {@link BlockPoolTest}. */
class PoolAllocatorTest {
    @Test
    void findsALinkThatWasOverwrittenAfterTheFree() {
        for (final long rubbish : new long[] {0, 1, 2, 4, -1, -2, Long.MAX_VALUE, 0x4141414141414141L}) {
            try (PoolAllocator pool = new PoolAllocator(64, 4)) {
                final long first = pool.allocate();
                final long second = pool.allocate();
                final long third = pool.allocate();
                pool.free(first);
                pool.free(second);
                final AllocatorStats before = pool.stats();
                final long link = Memory.getLong(second);
                Memory.putLong(second, rubbish); // as an index: of a free block, of a live one, of none
                final IllegalStateException e =
                        assertThrows(IllegalStateException.class, pool::tryAllocate, () -> "" + rubbish);
                assertTrue(e.getMessage().startsWith("PoolAllocator: memory was written outside"), e.getMessage());
                assertThrows(IllegalStateException.class, pool::check);
                assertEquals(before, pool.stats());
                Memory.putLong(second, link);
                pool.check();
                assertEquals(second, pool.allocate());
                assertEquals(first, pool.allocate());
                pool.free(third);
            }
        }
    }

    @Test
    void neverHandsOutABlockTwiceEvenWhenAFreeBlockLinksToItself() {
        try (PoolAllocator pool = new PoolAllocator(64, 4)) {
            final long first = pool.allocate();
            final long second = pool.allocate();
            pool.free(second);
            pool.free(first);
            Memory.putLong(first, 0); // whatever it links to
            assertThrows(IllegalStateException.class, pool::check);
            assertThrows(IllegalStateException.class, pool::allocate);
            assertEquals(0, pool.allocatedBlockCount());
        }
    }

    @Test
    void findsALinkToABlockThatWasNeverHandedOut() {
        try (PoolAllocator pool = new PoolAllocator(64, 4)) {
            final long first = pool.allocate();
            final long second = pool.allocate();
            pool.free(first);
            final long none = Memory.getLong(first); // as -1 is kept
            pool.free(second);
            Memory.putLong(second, none ^ -1 ^ 2); // the third block
            assertThrows(IllegalStateException.class, pool::tryAllocate);
            assertThrows(IllegalStateException.class, pool::check);
        }
    }
}
