package org.sideheap.collections;

import org.sideheap.allocators.GlobalAllocator;

/** What must have happened before blocks of the global allocator are counted. */
final class GlobalBlocks {
    private GlobalBlocks() {}

    /** Loads the map, whose class takes one block for good. It would be taken for a leak of the test that came first. */
    static void settle() {
        new Long2LongHashMap(GlobalAllocator.INSTANCE, 0).close();
    }
}
