package org.sideheap.allocators;

/** Sees the blocks of a region one by one, as {@link RegionAllocator#walk} comes to them. */
@FunctionalInterface
public interface BlockVisitor {
    /**
     * A block, live or free. It must not allocate or free on the allocator that is walked.
     *
     * @param offset of the block from the start of the region, in bytes
     * @param byteSize its size in bytes, header and padding included
     * @param isLive whether it is allocated; a block that only waits for its neighbours to be freed is not
     */
    void block(long offset, long byteSize, boolean isLive);
}
