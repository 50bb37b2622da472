package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkRequest;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;

/**
 * Blocks of one size, handed out and taken back in any order, the last one freed first.
 *
 * <p>For nodes, messages and sessions: things of one size that come and go. Allocation and free cost a few nanoseconds,
 * always, and there is no fragmentation. Not for sizes that vary: each request takes a whole block, and one that does not
 * fit is declined.
 *
 * <pre>{@code
 * try (PoolAllocator pool = new PoolAllocator(64, 100)) {
 *     long address = pool.allocate();
 *     pool.free(address);
 * }
 * }</pre>
 *
 * <p>Each block is aligned to the largest power of two that divides its size, up to 4096, where the region is the pool's
 * own, and as the memory allows where it is borrowed. Both calls are O(1), and so is construction: blocks are first touched when first used. One thread at a time.
 * Double, foreign and misaddressed frees are refused, exactly; the price is one bit a block on the heap. A write into a
 * block after its free is found when the block is handed out again, if it hit the link there.
 */
public final class PoolAllocator extends BlockPool {
    /*
     *   startAddress
     *   v
     *   +---------+---------+---------+---------+---------+---------+
     *   | block 0 | block 1 | block 2 |   ...   |  never handed out |
     *   +---------+---------+---------+---------+---------+---------+
     *                                           ^ touchedBlockCount  ^ blockCount
     *
     * A free block below touchedBlockCount holds in its first word the link to the next free one: its index or NONE, by
     * exclusive or with linkMask, a number drawn for each pool; firstFree heads that list. What somebody else wrote there
     * is then no index below touchedBlockCount, and that is seen.
     *
     * Invariant: a block below touchedBlockCount is either live, by its bit, or in the free list exactly once. As another is
     * only touched when none of them is free, touchedBlockCount is also how many have been live at most.
     *
     * Speed. What is counted is the calls, one addition each, and all else is made of that when somebody asks. Tried: the
     * link of the first free block kept beside its index, which is a tenth slower; a byte for each block in the place of
     * a bit, a tenth faster and eight times the heap; a bit's neighbours in other words, no faster.
     */

    private static final long NONE = -1;

    private final LiveBits liveBits;
    private final long linkMask = ThreadLocalRandom.current().nextLong();

    private long blockCount;
    private long touchedBlockCount;
    private long firstFree;

    private long allocationCount;

    /** Of the blocks that were allocated, those that are not live any more. */
    private long freedCount;

    /** What touchedBlockCount was when the pool was closed. */
    private long closedTouchedBlockCount;

    /**
     * Over a region taken from the {@link GlobalAllocator}.
     *
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @param blockCount how many blocks, at least 1
     * @throws AllocationFailedException when there is no such region to be had
     */
    public PoolAllocator(long blockByteSize, long blockCount) {
        this(GlobalAllocator.INSTANCE, blockByteSize, blockCount);
    }

    /**
     * Over a region taken from a parent, and given back to it on {@link #close}.
     *
     * @param parent to take the region from
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @param blockCount how many blocks, at least 1
     * @throws AllocationFailedException when the parent declines
     */
    public PoolAllocator(Allocator parent, long blockByteSize, long blockCount) {
        this(regionOf(parent, roundedBlockByteSize(blockByteSize), blockCount), blockByteSize);
    }

    private PoolAllocator(Region region, long requestedBlockByteSize) {
        this(
                region,
                roundedBlockByteSize(requestedBlockByteSize),
                region.liveBits(roundedBlockByteSize(requestedBlockByteSize)));
    }

    private PoolAllocator(Region region, long blockByteSize, LiveBits liveBits) {
        super("PoolAllocator", region, blockByteSize);
        this.liveBits = liveBits;
        blockCount = byteCapacity() / blockByteSize;
        firstFree = NONE;
    }

    /**
     * Over the bytes between a buffer's position and its limit.
     *
     * @param buffer direct or mapped, and writable
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @return the allocator, with as many blocks as fit; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static PoolAllocator over(ByteBuffer buffer, long blockByteSize) {
        return new PoolAllocator(Region.over(buffer), blockByteSize);
    }

    /**
     * Over an Agrona buffer.
     *
     * @param buffer off-heap and of fixed size
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @return the allocator, with as many blocks as fit; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static PoolAllocator over(DirectBuffer buffer, long blockByteSize) {
        return new PoolAllocator(Region.over(buffer), blockByteSize);
    }

    /**
     * Over memory that belongs to someone else, and stays until the allocator is closed.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @return the allocator, with as many blocks as fit; closing it leaves the memory alone
     */
    public static PoolAllocator over(long address, long byteSize, long blockByteSize) {
        return new PoolAllocator(Region.over(address, byteSize), blockByteSize);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Declined too when the block size, or the alignment all blocks have, is less than what is asked for.
     */
    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (!meetsWithRoom(byteSize, byteAlignment)) {
            return decline();
        }
        final long index;
        final long address;
        if (firstFree != NONE) {
            index = firstFree;
            address = addressOf(index);
            final long next = linkAt(address);
            if (next != NONE && (next == index || !isFree(next))) {
                throw corrupted(address, "a free block links to block " + next);
            }
            firstFree = next;
        } else if (touchedBlockCount < blockCount) {
            index = touchedBlockCount++;
            address = addressOf(index);
        } else {
            return decline();
        }
        liveBits.set(index);
        allocationCount++;
        return address;
    }

    /**
     * {@inheritDoc}
     *
     * @return whether the new size fits the block
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(newByteSize, byteAlignment);
        liveIndexOf(address, oldByteSize, byteAlignment);
        return newByteSize <= blockByteSize;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        final long index = liveIndexOf(address, byteSize, byteAlignment);
        Memory.putLong(address, firstFree ^ linkMask);
        firstFree = index;
        liveBits.clear(index);
        freedCount++;
    }

    @Override
    public long freeBlockCount() {
        return blockCount - allocatedBlockCount();
    }

    @Override
    public long allocatedBlockCount() {
        return allocationCount - freedCount;
    }

    @Override
    public AllocatorStats stats() {
        final long liveCount = allocatedBlockCount();
        return new AllocatorStats(
                liveCount * blockByteSize,
                reservedBytes(),
                Math.max(touchedBlockCount, closedTouchedBlockCount) * blockByteSize,
                largestFreeBytes(),
                liveCount,
                allocationCount,
                usage.declineCount());
    }

    @Override
    public void check() {
        ensureOpen();
        long freeCount = blockCount - touchedBlockCount;
        for (long index = firstFree; index != NONE; index = linkAt(addressOf(index))) {
            if (!isFree(index)) {
                throw corrupted(startAddress, "the free list has block " + index + ", which is not free");
            }
            if (++freeCount > blockCount) {
                throw corrupted(startAddress, "the free list has a cycle");
            }
        }
        if (freeCount != freeBlockCount() || liveBits.count() != allocatedBlockCount()) {
            throw corrupted(
                    startAddress,
                    "of " + blockCount + " blocks " + freeCount + " are free, " + liveBits.count() + " marked live and "
                            + allocatedBlockCount() + " counted live");
        }
    }

    @Override
    public void walk(BlockVisitor visitor) {
        ensureOpen();
        for (long index = 0; index < blockCount; index++) {
            visitor.block(index * blockByteSize, blockByteSize, liveBits.get(index));
        }
    }

    @Override
    void forgetAll() {
        closedTouchedBlockCount = touchedBlockCount;
        freedCount = allocationCount;
        blockCount = 0;
        touchedBlockCount = 0;
        firstFree = NONE;
    }

    private long linkAt(long freeAddress) {
        return Memory.getLong(freeAddress) ^ linkMask;
    }

    private long liveIndexOf(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long index = indexOf(address);
        if (!isTouched(index)) {
            throw refuse(address, "is no block that was handed out; blocks have " + blockByteSize + " bytes");
        }
        if (!liveBits.get(index)) {
            throw refuse(address, "was freed already");
        }
        if (byteSize > blockByteSize) {
            throw refuse(address, "has " + blockByteSize + " bytes, not " + byteSize);
        }
        return index;
    }

    private boolean isFree(long index) {
        return isTouched(index) && !liveBits.get(index);
    }

    private boolean isTouched(long index) {
        return index >= 0 && index < touchedBlockCount;
    }
}
