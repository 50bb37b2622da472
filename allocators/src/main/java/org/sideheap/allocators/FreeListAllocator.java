package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.AddressMath.roundByteSize;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

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
 * <p>The headers are Knuth's boundary tags (The Art of Computer Programming, volume 1, section 2.5, algorithm C), with
 * both tags in front: the size of the block, and that of the one before it.
 */
public final class FreeListAllocator extends RegionAllocator {
    /*
     * The region is blocks from end to end, each a multiple of 16 bytes.
     *
     *   block               +8                  +16, the address handed out
     *   v                   v                   v
     *   +-------------------+-------------------+-------------------------------------+
     *   | size, and FREE    | size of the block | payload                             |
     *   |                   | before, 0 if none |                                     |
     *   +-------------------+-------------------+-------------------+-----------------+
     *   | size, and FREE    | size of the block | next free block,  | previous free   |  when free
     *   |                   | before, 0 if none | 0 if none         | one, 0 if none  |
     *   +-------------------+-------------------+-------------------+-----------------+
     *
     * Invariants: sizes add up to the region; each block knows the size of the one before; no two neighbours are free;
     * the free list has each free block once, the last one freed first; a bit in liveBits is set for the payload of each
     * live block and for nothing else.
     */

    private static final long HEADER_BYTE_SIZE = 16;
    private static final long GRANULE_BYTE_SIZE = 16;
    private static final long MIN_BLOCK_BYTE_SIZE = 32;

    private static final long PREVIOUS_SIZE_OFFSET = 8;
    private static final long NEXT_FREE_OFFSET = 16;
    private static final long PREVIOUS_FREE_OFFSET = 24;

    /** In the size word; sizes are multiples of 16. */
    private static final long FREE = 1;

    private final LiveBits liveBits;
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
        this(region, region.liveBits(GRANULE_BYTE_SIZE));
    }

    private FreeListAllocator(Region region, LiveBits liveBits) {
        super("FreeListAllocator", region, GRANULE_BYTE_SIZE);
        this.liveBits = liveBits;
        if (byteCapacity() < MIN_BLOCK_BYTE_SIZE) {
            endAddress = startAddress;
        } else {
            putLong(startAddress + PREVIOUS_SIZE_OFFSET, 0);
            makeFree(startAddress, byteCapacity());
        }
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
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (byteSize > byteCapacity()) {
            return decline();
        }
        final long needed = blockByteSize(byteSize);
        for (long block = firstFree; block != NULL_ADDRESS; block = getLong(block + NEXT_FREE_OFFSET)) {
            final long size = checkedFreeSize(block);
            final long gap = gapBefore(block, byteAlignment);
            if (needed <= size - gap) {
                return carve(block, size, gap, needed);
            }
        }
        return decline();
    }

    /**
     * {@inheritDoc}
     *
     * <p>A block shrinks where it stands, and grows when the block behind it is free and large enough.
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(newByteSize, byteAlignment);
        final long block = checkedLiveBlock(address, oldByteSize, byteAlignment);
        if (newByteSize > byteCapacity()) {
            return false;
        }
        final long size = sizeOf(block);
        final long next = block + size;
        final long available = size + (isFree(next) ? checkedFreeSize(next) : 0);
        final long needed = blockByteSize(newByteSize);
        if (needed > available) {
            return false;
        }
        if (available > size) {
            unlinkFree(next);
        }
        usage.grew(keep(block, available, needed) - size);
        return true;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        final long block = checkedLiveBlock(address, byteSize, byteAlignment);
        final long size = sizeOf(block);
        final long next = block + size;
        final long previousSize = getLong(block + PREVIOUS_SIZE_OFFSET);
        final long previous = block - previousSize;
        final boolean joinsPrevious = previousSize != 0 && (getLong(previous) & FREE) != 0;
        if (joinsPrevious && checkedFreeSize(previous) != previousSize) {
            throw corrupted(block, "a header says that " + previousSize + " bytes precede it");
        }

        long joinedSize = size;
        if (isFree(next)) {
            joinedSize += checkedFreeSize(next);
            unlinkFree(next);
        }
        liveBits.clear(placeOf(address));
        usage.freed(size);
        if (joinsPrevious) {
            setFreeSize(previous, previousSize + joinedSize);
        } else {
            makeFree(block, joinedSize);
        }
    }

    @Override
    public long goodByteSize(long byteSize) {
        return roundByteSize(byteSize, GRANULE_BYTE_SIZE);
    }

    /**
     * How much is taken.
     *
     * @return the bytes of all live blocks, headers included
     */
    public long totalAllocatedBytes() {
        return usage.usedBytes();
    }

    /**
     * How much is left, in one piece or many, headers included: one block can have 16 bytes less at best.
     *
     * @return the bytes of all free blocks
     */
    public long remainingBytes() {
        return byteCapacity() - usage.usedBytes();
    }

    @Override
    public void check() {
        ensureOpen();
        long freeCount = 0;
        long liveCount = 0;
        long usedBytes = 0;
        long previousSize = 0;
        boolean previousFree = false;
        for (long block = startAddress; block < endAddress; block += previousSize) {
            final boolean free = isFree(block);
            if (getLong(block + PREVIOUS_SIZE_OFFSET) != previousSize) {
                throw corrupted(
                        block,
                        "a header says that " + getLong(block + PREVIOUS_SIZE_OFFSET) + " bytes precede it, they are "
                                + previousSize);
            }
            if (free && previousFree) {
                throw corrupted(block, "two neighbours are free and not one");
            }
            if (free == liveBits.get(placeOf(block + HEADER_BYTE_SIZE))) {
                throw corrupted(block, "a header says that its block is " + (free ? "free" : "live"));
            }
            previousSize = checkedSize(block);
            previousFree = free;
            if (free) {
                freeCount++;
            } else {
                liveCount++;
                usedBytes += previousSize;
            }
        }
        for (long block = firstFree; block != NULL_ADDRESS; block = getLong(block + NEXT_FREE_OFFSET)) {
            checkedFreeSize(block);
            freeCount--;
        }
        if (freeCount != 0 || liveCount != usage.liveCount() || liveCount != liveBits.count()) {
            throw corrupted(
                    startAddress,
                    freeCount + " free blocks are not in the free list, and there are " + liveCount + " live blocks, "
                            + liveBits.count() + " marked so and " + usage.liveCount() + " counted");
        }
        if (usedBytes != usage.usedBytes()) {
            throw corrupted(startAddress, usedBytes + " bytes are used and " + usage.usedBytes() + " counted");
        }
    }

    @Override
    public void walk(BlockVisitor visitor) {
        ensureOpen();
        for (long block = startAddress; block < endAddress; ) {
            final long size = checkedSize(block);
            visitor.block(block - startAddress, size, !isFree(block));
            block += size;
        }
    }

    @Override
    void forgetAll() {
        firstFree = NULL_ADDRESS;
    }

    @Override
    long largestFreeBytes() {
        long largest = HEADER_BYTE_SIZE;
        for (long block = firstFree; block != NULL_ADDRESS; block = getLong(block + NEXT_FREE_OFFSET)) {
            largest = Math.max(largest, checkedFreeSize(block));
        }
        return largest - HEADER_BYTE_SIZE;
    }

    private static long blockByteSize(long byteSize) {
        return alignUp(HEADER_BYTE_SIZE + byteSize, GRANULE_BYTE_SIZE);
    }

    /** Bytes to leave free before the new block so that its payload is aligned: none, or enough for a block. */
    private static long gapBefore(long block, long byteAlignment) {
        final long payload = block + HEADER_BYTE_SIZE;
        final long gap = alignUp(payload, byteAlignment) - payload;
        return gap == 0 || gap >= MIN_BLOCK_BYTE_SIZE ? gap : gap + byteAlignment;
    }

    /** Makes a live block of a part of a free one: what is before and behind it stays free. */
    private long carve(long freeBlock, long freeSize, long gap, long needed) {
        final long block = freeBlock + gap;
        final long available = freeSize - gap;
        if (gap == 0) {
            unlinkFree(freeBlock);
        } else {
            setFreeSize(freeBlock, gap);
        }
        usage.allocated(keep(block, available, needed));
        liveBits.set(placeOf(block + HEADER_BYTE_SIZE));
        return block + HEADER_BYTE_SIZE;
    }

    /** Gives a live block what it needs of the bytes it could have; what would not make a block is kept as well. */
    private long keep(long block, long available, long needed) {
        final long rest = available - needed;
        final long kept = rest < MIN_BLOCK_BYTE_SIZE ? available : needed;
        setSize(block, kept);
        if (kept < available) {
            makeFree(block + kept, rest);
        }
        return kept;
    }

    private void makeFree(long block, long size) {
        setFreeSize(block, size);
        putLong(block + NEXT_FREE_OFFSET, firstFree);
        putLong(block + PREVIOUS_FREE_OFFSET, NULL_ADDRESS);
        if (firstFree != NULL_ADDRESS) {
            putLong(firstFree + PREVIOUS_FREE_OFFSET, block);
        }
        firstFree = block;
    }

    private void unlinkFree(long block) {
        final long next = getLong(block + NEXT_FREE_OFFSET);
        final long previous = getLong(block + PREVIOUS_FREE_OFFSET);
        if (previous == NULL_ADDRESS) {
            firstFree = next;
        } else {
            putLong(previous + NEXT_FREE_OFFSET, next);
        }
        if (next != NULL_ADDRESS) {
            putLong(next + PREVIOUS_FREE_OFFSET, previous);
        }
    }

    private void setFreeSize(long block, long size) {
        setSize(block, size | FREE);
    }

    /** Writes a size, with FREE or without, and tells the block behind. */
    private void setSize(long block, long sizeAndFree) {
        putLong(block, sizeAndFree);
        final long next = block + (sizeAndFree & ~FREE);
        if (next < endAddress) {
            putLong(next + PREVIOUS_SIZE_OFFSET, sizeAndFree & ~FREE);
        }
    }

    private static long sizeOf(long block) {
        return getLong(block) & ~FREE;
    }

    private boolean isFree(long block) {
        return block < endAddress && (getLong(block) & FREE) != 0;
    }

    private long placeOf(long address) {
        return (address - startAddress) / GRANULE_BYTE_SIZE;
    }

    /** The size in a header, proved to end in the region. */
    private long checkedSize(long block) {
        final long size = sizeOf(block);
        if (size < MIN_BLOCK_BYTE_SIZE || size > endAddress - block || size % GRANULE_BYTE_SIZE != 0) {
            throw corrupted(block, "a header says that its block has " + size + " bytes");
        }
        return size;
    }

    /** The size of a free block, proved by the block behind; its links are proved to lead to blocks that link back. */
    private long checkedFreeSize(long block) {
        if (!isBlockAddress(block) || !isFree(block)) {
            throw corrupted(startAddress, "the free list leads to address " + block);
        }
        final long next = getLong(block + NEXT_FREE_OFFSET);
        final long previous = getLong(block + PREVIOUS_FREE_OFFSET);
        final boolean nextAgrees =
                next == NULL_ADDRESS || isBlockAddress(next) && getLong(next + PREVIOUS_FREE_OFFSET) == block;
        final boolean previousAgrees = previous == NULL_ADDRESS
                ? firstFree == block
                : isBlockAddress(previous) && getLong(previous + NEXT_FREE_OFFSET) == block;
        if (!nextAgrees || !previousAgrees) {
            throw corrupted(block, "the links of a free block lead to addresses " + previous + " and " + next);
        }
        final long size = checkedSize(block);
        if (!isPrecededBy(block + size, size)) {
            throw corrupted(
                    block, "a header says that its free block has " + size + " bytes, the one behind it differs");
        }
        return size;
    }

    /** Whether the block at an address, if there is one, says that the one before it has that size. */
    private boolean isPrecededBy(long block, long previousSize) {
        return block == endAddress || isBlockAddress(block) && getLong(block + PREVIOUS_SIZE_OFFSET) == previousSize;
    }

    /** Whether a header, and the links of a free block, may be read there. */
    private boolean isBlockAddress(long block) {
        return block >= startAddress
                && block <= endAddress - MIN_BLOCK_BYTE_SIZE
                && (block - startAddress) % GRANULE_BYTE_SIZE == 0;
    }

    private long checkedLiveBlock(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (!owns(address) || (address - startAddress) % GRANULE_BYTE_SIZE != 0 || !liveBits.get(placeOf(address))) {
            throw refuse(address, "is no live block");
        }
        final long block = address - HEADER_BYTE_SIZE;
        final long size = checkedSize(block);
        final long previousSize = getLong(block + PREVIOUS_SIZE_OFFSET);
        final boolean agreesWithPrevious = previousSize == 0
                ? block == startAddress
                : previousSize > 0
                        && isBlockAddress(block - previousSize)
                        && sizeOf(block - previousSize) == previousSize;
        if (isFree(block) || !agreesWithPrevious || !isPrecededBy(block + size, size)) {
            throw corrupted(
                    block,
                    "the header of a live block says that it is " + (isFree(block) ? "free, " : "live, ") + "has "
                            + size + " bytes, and the one before it " + previousSize);
        }
        if (byteSize > size - HEADER_BYTE_SIZE || size - blockByteSize(byteSize) >= MIN_BLOCK_BYTE_SIZE) {
            throw refuse(address, "has " + (size - HEADER_BYTE_SIZE) + " bytes, not " + byteSize);
        }
        return block;
    }
}
