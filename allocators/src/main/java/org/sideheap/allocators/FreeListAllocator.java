package org.sideheap.allocators;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * Blocks of any size from one region, first fit, where neighbours that are free become one at once.
 *
 * <p>For a bounded heap of its own: sizes that vary, lives that vary, and a hard limit. A free is O(1); an allocation
 * looks at the free blocks one by one until one fits, so it is O(free blocks). Not where the worst case counts and the
 * region gets fragmented. Each block costs a header of 16 bytes, and is at least 32 bytes with it.
 *
 * <pre>{@code
 * try (FreeListAllocator freeList = new FreeListAllocator(8192)) {
 *     long address = freeList.allocate(500, 8);
 *     freeList.free(address, 500, 8);
 * }
 * }</pre>
 *
 * <p>One thread at a time. Double and foreign frees are refused, and sizes wrong by 32 bytes or more; the price is one bit for each 16 bytes of
 * the region, on the heap. A write past the end of a block is found when the header it hit is next used.
 *
 * <p>The headers are Knuth's boundary tags (The Art of Computer Programming, volume 1, section 2.5, algorithm C).
 */
public final class FreeListAllocator extends BoundaryTagAllocator {
    /** Of the one list that all free blocks stand in, or NULL_ADDRESS; {@link BoundaryTagAllocator} draws the blocks. */
    private long firstFree;

    /**
     * Over a region taken from the {@link GlobalAllocator}.
     *
     * @param byteCapacity of the region, at least 1; less than 32 holds no block
     * @throws AllocationFailedException when there is no such region to be had
     */
    public FreeListAllocator(long byteCapacity) {
        this(GlobalAllocator.INSTANCE, byteCapacity);
    }

    /**
     * Over a region taken from a parent, and given back to it on {@link #close}.
     *
     * @param parent to take the region from
     * @param byteCapacity of the region, at least 1; less than 32 holds no block
     * @throws AllocationFailedException when the parent declines
     */
    public FreeListAllocator(Allocator parent, long byteCapacity) {
        this(Region.of(parent, byteCapacity));
    }

    private FreeListAllocator(Region region) {
        super("FreeListAllocator", region);
        makeRegionFree();
    }

    /**
     * Over the bytes between a buffer's position and its limit.
     *
     * @param buffer direct or mapped, and writable
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static FreeListAllocator over(ByteBuffer buffer) {
        return new FreeListAllocator(Region.over(buffer));
    }

    /**
     * Over an Agrona buffer.
     *
     * @param buffer off-heap and of fixed size
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static FreeListAllocator over(DirectBuffer buffer) {
        return new FreeListAllocator(Region.over(buffer));
    }

    /**
     * Over memory that belongs to someone else, and stays until the allocator is closed.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @return the allocator; closing it leaves the memory alone
     */
    public static FreeListAllocator over(long address, long byteSize) {
        return new FreeListAllocator(Region.over(address, byteSize));
    }

    @Override
    long firstFree(long size) {
        return firstFree;
    }

    @Override
    void setFirstFree(long size, long block) {
        firstFree = block;
    }

    @Override
    boolean isOneList(long size, long otherSize) {
        return true;
    }

    @Override
    long findFree(long needed, long byteAlignment) {
        return firstWithRoom(firstFree, needed, byteAlignment);
    }

    @Override
    long checkedFreeCount() {
        return checkedCount(firstFree);
    }

    @Override
    long largestFreeBytes() {
        return largestBytes(firstFree);
    }

    @Override
    void forgetAll() {
        firstFree = NULL_ADDRESS;
    }
}
