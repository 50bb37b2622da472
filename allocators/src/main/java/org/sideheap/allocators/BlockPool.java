package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkAtLeastOne;
import static org.sideheap.allocators.AddressMath.saturatedMultiply;

/**
 * One region in blocks of one size: what the pools have in common.
 *
 * <p>Its public methods are not final, so that javac repeats them in the public classes: reflection could not call them
 * here.
 */
abstract sealed class BlockPool extends RegionAllocator permits ConcurrentPoolAllocator, PoolAllocator {
    /*
     *   firstBlockAddress
     *   v
     *   +---------+---------+---------+---------+---------+
     *   | block 0 | block 1 | block 2 |   ...   |         |
     *   +---------+---------+---------+---------+---------+
     *   |<------->| blockByteSize
     *
     * A block's index is its offset divided by blockByteSize, and free must know whether that division is exact. Where d
     * is odd and d * inverse = 1 modulo 2^64, n * inverse is n / d for each multiple n of d, and beyond every quotient for
     * any other n; the even part of a divisor is a rotation. So one multiplication, one rotation and one unsigned
     * comparison prove bounds and alignment both: Granlund and Montgomery, "Division by Invariant Integers using
     * Multiplication", PLDI 1994, section 9.
     */

    private static final long PAGE_BYTE_SIZE = 4096;

    final long blockByteSize;
    private final long blockByteAlignment;

    /** Stays when the pool is closed. */
    private final long firstBlockAddress;

    private final long oddInverse;
    private final int evenShift;

    /**
     * Over as many blocks as fit a region.
     *
     * @param name of the allocator, for messages
     * @param blockByteSize a multiple of 8
     */
    BlockPool(String name, Region region, long blockByteSize) {
        super(name, region, Long.BYTES);
        this.blockByteSize = blockByteSize;
        firstBlockAddress = startAddress;
        endAddress -= byteCapacity() % blockByteSize;
        blockByteAlignment = Long.lowestOneBit(startAddress | blockByteSize);
        evenShift = Long.numberOfTrailingZeros(blockByteSize);
        oddInverse = inverse(blockByteSize >>> evenShift);
    }

    /** Aligned as the blocks are to be, that is as far as their size is: up to a page. */
    static Region regionOf(Allocator parent, long blockByteSize, long blockCount) {
        return Region.of(
                parent,
                saturatedMultiply(blockByteSize, checkAtLeastOne(blockCount, "blockCount")),
                Math.min(PAGE_BYTE_SIZE, Long.lowestOneBit(blockByteSize)));
    }

    static long roundedBlockByteSize(long blockByteSize) {
        final long rounded = alignUp(checkAtLeastOne(blockByteSize, "blockByteSize"), Long.BYTES);
        return rounded < 0 ? Long.MAX_VALUE : rounded;
    }

    /**
     * Allocates one block.
     *
     * @return its address
     * @throws AllocationFailedException when all blocks are live
     */
    public long allocate() {
        return allocate(blockByteSize, 1);
    }

    /**
     * Allocates one block, if one is free.
     *
     * @return its address, or {@link Memory#NULL_ADDRESS} when all blocks are live
     */
    public long tryAllocate() {
        return tryAllocate(blockByteSize, 1);
    }

    /**
     * Gives one block back.
     *
     * @param address of the block
     * @throws IllegalArgumentException when it is not a live block of this pool
     */
    public void free(long address) {
        free(address, blockByteSize, 1);
    }

    @Override
    public long goodByteSize(long byteSize) {
        return Math.max(byteSize, blockByteSize);
    }

    /**
     * The size of each block.
     *
     * @return the size in bytes, a multiple of 8
     */
    public long blockByteSize() {
        return blockByteSize;
    }

    /**
     * How many blocks are left.
     *
     * @return the count
     */
    public abstract long freeBlockCount();

    /**
     * How many blocks are live.
     *
     * @return the count
     */
    public abstract long allocatedBlockCount();

    @Override
    final long usedBytes() {
        return allocatedBlockCount() * blockByteSize;
    }

    @Override
    final long liveCount() {
        return allocatedBlockCount();
    }

    /** From one look at how many blocks are live: there may be other threads. */
    @Override
    public String toString() {
        final long liveCount = allocatedBlockCount();
        return describe(liveCount * blockByteSize, liveCount);
    }

    @Override
    final long largestFreeBytes() {
        return freeBlockCount() > 0 ? blockByteSize : 0;
    }

    @Override
    final boolean meetsWithRoom(long byteSize, long byteAlignment) {
        return byteSize <= blockByteSize && byteAlignment <= blockByteAlignment;
    }

    final long addressOf(long index) {
        return firstBlockAddress + index * blockByteSize;
    }

    /** The index of the block that starts there; where none does, a number that is unsigned beyond all indexes. */
    final long indexOf(long address) {
        return Long.rotateRight((address - firstBlockAddress) * oddInverse, evenShift);
    }

    /** The number that makes 1 of an odd one, modulo 2^64: each step of Newton's doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd; // right in 3 bits, as the square of any odd number is 1 modulo 8
        for (int bits = 3; bits < Long.SIZE; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
