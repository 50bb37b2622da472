package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.AddressMath.isAligned;
import static org.sideheap.allocators.AddressMath.roundByteSize;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

/**
 * Blocks of any size from end to end of a region, where neighbours that are free become one at once: what the general
 * purpose allocators have in common. A subclass only says in which list a free block stands, and which one serves a request.
 *
 * <p>The headers are Knuth's boundary tags (The Art of Computer Programming, volume 1, section 2.5, algorithm C), with
 * both in front: the tag of the block, and a copy of the one of the block before it.
 */
abstract sealed class BoundaryTagAllocator extends RegionAllocator permits FreeListAllocator, TlsfAllocator {
    /*
     * The region is blocks from end to end, each a multiple of 16 bytes.
     *
     *   block               +8                  +16, the address handed out
     *   v                   v                   v
     *   +-------------------+-------------------+-------------------------------------+
     *   | tag: size, and    | tag of the block  | payload                             |
     *   | FREE              | before, 0 if none |                                     |
     *   +-------------------+-------------------+-------------------+-----------------+
     *   | tag: size, and    | tag of the block  | next free block,  | previous free   |  when free
     *   | FREE              | before, 0 if none | 0 if none         | one, 0 if none  |
     *   +-------------------+-------------------+-------------------+-----------------+
     *
     * Invariants: sizes add up to the region; each block has a copy of the tag before; no two neighbours are free; each
     * free block stands once in the one list for its size; a bit in liveBits is set for the payload of each live block
     * and for nothing else.
     *
     * What was freed last, or is left of a block that was carved, is the first of its list: were the rest to stay where the
     * whole was, splinters would gather where each search begins.
     *
     * Nothing read from the region is followed before it is proved to lead into the region, and to a tag or a link that
     * agrees: whatever was written over them, only the region is read and written. The first of a list has none before it,
     * so no list is a ring, and every walk ends. Of the block before, if it is live, only its bit is looked at: that is in
     * the cache when its header is not.
     *
     * Weighed, in ns for a free and an allocation by a TlsfAllocator of 16 to 1016 bytes among 4,096 live blocks, where 83
     * are malloc's (JDK 17, EPYC, lower quartiles of slices turn and turn about):
     *
     *    88  as it is
     *    95  with the size of a live block from its tag alone, so that the header behind waits for it
     *    90  with all links and bits written without a branch: what is gained in guesses is lost in waiting for cmov
     *    89  with the live bit of the block behind, and not its tag, to tell that it is live
     *    88  with one comparison for both the bounds and the alignment of a block
     *    88  with the bits of a list touched only where it begins or ends
     *    91  with no block served that is 16 bytes larger than needed: more are split
     */

    static final long HEADER_BYTE_SIZE = 16;
    static final int GRANULE_BITS = 4;
    static final long GRANULE_BYTE_SIZE = 1 << GRANULE_BITS;
    static final long MIN_BLOCK_BYTE_SIZE = 32;

    private static final long TAG_BEFORE_OFFSET = 8;
    private static final long NEXT_FREE_OFFSET = 16;
    private static final long PREVIOUS_FREE_OFFSET = 24;

    /** In a tag; sizes are multiples of 16. */
    private static final long FREE = 1;

    private final LiveBits liveBits;

    /** A subclass calls {@link #makeRegionFree} once it has its lists. */
    BoundaryTagAllocator(String name, Region region) {
        this(name, region, region.liveBits(GRANULE_BYTE_SIZE));
    }

    private BoundaryTagAllocator(String name, Region region, LiveBits liveBits) {
        super(name, region, GRANULE_BYTE_SIZE);
        this.liveBits = liveBits;
        if (byteCapacity() < MIN_BLOCK_BYTE_SIZE) {
            endAddress = startAddress;
        }
    }

    final void makeRegionFree() {
        if (byteCapacity() > 0) {
            putLong(startAddress + TAG_BEFORE_OFFSET, 0);
            makeFree(startAddress, byteCapacity());
        }
    }

    /** The first block of the list for free blocks of a size, or NULL_ADDRESS. */
    abstract long firstFree(long size);

    /** The list for free blocks of a size begins with this block from now on; with NULL_ADDRESS, it is empty. */
    abstract void setFirstFree(long size, long block);

    /** Whether there is one list for free blocks of both sizes. */
    abstract boolean isOneList(long size, long otherSize);

    /** A free block, proved, that has room; NULL_ADDRESS when none has. */
    abstract long findFree(long needed, long byteAlignment);

    /** How many blocks stand in the lists; each is proved, and so is whatever else a subclass knows of the lists. */
    abstract long checkedFreeCount();

    @Override
    public final long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (byteSize > byteCapacity()) {
            return decline();
        }
        final long needed = blockByteSize(byteSize);
        final long block = findFree(needed, byteAlignment);
        return block == NULL_ADDRESS ? decline() : carve(block, gapBefore(block, byteAlignment), needed);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A block shrinks where it stands, and grows when the block behind it is free and large enough.
     */
    @Override
    public final boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(newByteSize, byteAlignment);
        final long size = checkedLiveSize(address, oldByteSize, byteAlignment);
        if (newByteSize > byteCapacity()) {
            return false;
        }
        final long block = address - HEADER_BYTE_SIZE;
        final long next = block + size;
        final long nextSize = freeSizeAt(next);
        final long needed = blockByteSize(newByteSize);
        if (needed > size + nextSize) {
            return false;
        }
        usage.grew(keep(block, needed, size + nextSize, next, nextSize) - size);
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A block that cannot grow where it stands moves down into the free block before it, if the two and the one behind
     * are enough, and only then elsewhere.
     */
    @Override
    public final long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        checkPreservedBytes(preservedBytes, oldByteSize);
        if (tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
            return address;
        }
        final long movedAddress = tryMoveDown(address, newByteSize, byteAlignment, preservedBytes);
        return movedAddress != NULL_ADDRESS
                ? movedAddress
                : super.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    /** Moves a live block, which is proved, down to the start of the free one before it, and makes it larger. */
    private long tryMoveDown(long address, long newByteSize, long byteAlignment, long preservedBytes) {
        final long block = address - HEADER_BYTE_SIZE;
        final long previousSize = freeSizeBefore(block);
        if (previousSize == 0 || newByteSize > byteCapacity()) {
            return NULL_ADDRESS;
        }
        final long size = sizeOf(block);
        final long next = block + size;
        final long nextSize = freeSizeAt(next);
        final long previous = block - previousSize;
        final long gap = gapBefore(previous, byteAlignment);
        final long needed = blockByteSize(newByteSize);
        if (needed > previousSize - gap + size + nextSize) {
            return NULL_ADDRESS;
        }

        if (nextSize > 0) {
            unlinkFree(next, nextSize);
        }
        if (gap == 0) {
            unlinkFree(previous, previousSize);
        } else {
            moveFree(previous, previousSize, previous, gap);
        }
        final long movedAddress = previous + gap + HEADER_BYTE_SIZE;
        Memory.copy(address, movedAddress, preservedBytes);
        liveBits.clear(placeOf(address));
        liveBits.set(placeOf(movedAddress));
        usage.grew(keep(previous + gap, needed, previousSize - gap + size + nextSize, NULL_ADDRESS, 0) - size);
        return movedAddress;
    }

    @Override
    public final void free(long address, long byteSize, long byteAlignment) {
        final long size = checkedLiveSize(address, byteSize, byteAlignment);
        final long block = address - HEADER_BYTE_SIZE;
        final long next = block + size;
        final long nextSize = freeSizeAt(next);
        final long previousSize = freeSizeBefore(block);

        liveBits.clear(placeOf(address));
        usage.freed(size);
        if (previousSize > 0) {
            if (nextSize > 0) {
                unlinkFree(next, nextSize);
            }
            final long previous = block - previousSize;
            moveFree(previous, previousSize, previous, previousSize + size + nextSize);
        } else if (nextSize > 0) {
            moveFree(next, nextSize, block, size + nextSize);
        } else {
            makeFree(block, size);
        }
    }

    @Override
    public final long goodByteSize(long byteSize) {
        return roundByteSize(byteSize, GRANULE_BYTE_SIZE);
    }

    /**
     * How much is taken.
     *
     * @return the bytes of all live blocks, headers included
     */
    public final long totalAllocatedBytes() {
        return usage.usedBytes();
    }

    /**
     * How much is left, in one piece or many, headers included: one block can have 16 bytes less at best.
     *
     * @return the bytes of all free blocks
     */
    public final long remainingBytes() {
        return byteCapacity() - usage.usedBytes();
    }

    @Override
    public final void check() {
        ensureOpen();
        long freeCount = 0;
        long liveCount = 0;
        long usedBytes = 0;
        long tagBefore = 0;
        for (long block = startAddress; block < endAddress; block += tagBefore & ~FREE) {
            final boolean free = isFree(block);
            if (getLong(block + TAG_BEFORE_OFFSET) != tagBefore) {
                throw corrupted(
                        block,
                        "a header has " + getLong(block + TAG_BEFORE_OFFSET)
                                + " for the tag of the block before, which is " + tagBefore);
            }
            if (free && (tagBefore & FREE) != 0) {
                throw corrupted(block, "two neighbours are free and not one");
            }
            final long size = checkedSize(block, sizeOf(block));
            if (free == liveBits.get(placeOf(block + HEADER_BYTE_SIZE))) {
                throw corrupted(block, "a header says that its block is " + (free ? "free" : "live"));
            }
            tagBefore = getLong(block);
            if (free) {
                freeCount++;
            } else {
                liveCount++;
                usedBytes += size;
            }
        }
        final long listedCount = checkedFreeCount();
        if (freeCount != listedCount || liveCount != usage.liveCount() || liveCount != liveBits.count()) {
            throw corrupted(
                    startAddress,
                    "there are " + freeCount + " free blocks, " + listedCount + " of them in a list, and " + liveCount
                            + " live ones, " + liveBits.count() + " marked so and " + usage.liveCount() + " counted");
        }
        if (usedBytes != usage.usedBytes()) {
            throw corrupted(startAddress, usedBytes + " bytes are used and " + usage.usedBytes() + " counted");
        }
    }

    @Override
    public final void walk(BlockVisitor visitor) {
        ensureOpen();
        for (long block = startAddress; block < endAddress; ) {
            final long size = checkedSize(block, sizeOf(block));
            visitor.block(block - startAddress, size, !isFree(block));
            block += size;
        }
    }

    /** How many blocks stand in a list; each is proved. */
    final long checkedCount(long first) {
        long count = 0;
        for (long block = first; block != NULL_ADDRESS; block = nextFree(block)) {
            checkedFreeSize(block, first);
            count++;
        }
        return count;
    }

    /** The largest request that a list would serve; 0 when it is empty. */
    final long largestBytes(long first) {
        long largest = HEADER_BYTE_SIZE;
        for (long block = first; block != NULL_ADDRESS; block = nextFree(block)) {
            largest = Math.max(largest, checkedFreeSize(block, first));
        }
        return largest - HEADER_BYTE_SIZE;
    }

    /** The first block of a list that has room, proved; or NULL_ADDRESS. */
    final long firstWithRoom(long first, long needed, long byteAlignment) {
        long block = first;
        while (block != NULL_ADDRESS && needed > checkedFreeSize(block, first) - gapBefore(block, byteAlignment)) {
            block = nextFree(block);
        }
        return block;
    }

    static long blockByteSize(long byteSize) {
        return alignUp(HEADER_BYTE_SIZE + byteSize, GRANULE_BYTE_SIZE);
    }

    /** Bytes to leave free before the new block so that its payload is aligned: none, or enough for a block. */
    static long gapBefore(long block, long byteAlignment) {
        if (byteAlignment <= GRANULE_BYTE_SIZE) {
            return 0;
        }
        final long payload = block + HEADER_BYTE_SIZE;
        final long gap = alignUp(payload, byteAlignment) - payload;
        return gap == 0 || gap >= MIN_BLOCK_BYTE_SIZE ? gap : gap + byteAlignment;
    }

    /** The most that a gap can be. */
    static long maxGapBefore(long byteAlignment) {
        return byteAlignment <= GRANULE_BYTE_SIZE ? 0 : byteAlignment + GRANULE_BYTE_SIZE;
    }

    /** Makes a live block of a part of a free one: what is before and behind it stays free. */
    private long carve(long freeBlock, long gap, long needed) {
        final long freeSize = sizeOf(freeBlock);
        final long block = freeBlock + gap;
        if (gap == 0) {
            usage.allocated(keep(block, needed, freeSize, freeBlock, freeSize));
        } else {
            moveFree(freeBlock, freeSize, freeBlock, gap);
            usage.allocated(keep(block, needed, freeSize - gap, NULL_ADDRESS, 0));
        }
        liveBits.set(placeOf(block + HEADER_BYTE_SIZE));
        return block + HEADER_BYTE_SIZE;
    }

    /**
     * Gives a live block what it needs of the bytes it could have; what would not make a block is kept as well. If a free
     * block is among those bytes, which its size of 0 denies, what is left takes its place.
     */
    private long keep(long block, long needed, long available, long freeBlock, long freeSize) {
        final long rest = available - needed;
        final boolean leavesBlock = rest >= MIN_BLOCK_BYTE_SIZE;
        if (freeSize > 0) {
            // Before the tags are written, which may be where its links are.
            if (leavesBlock) {
                moveFree(freeBlock, freeSize, block + needed, rest);
            } else {
                unlinkFree(freeBlock, freeSize);
            }
        } else if (leavesBlock) {
            makeFree(block + needed, rest);
        }
        final long kept = leavesBlock ? needed : available;
        setTag(block, kept);
        return kept;
    }

    private void makeFree(long block, long size) {
        final long first = firstFree(size);
        // Where there is none, the block itself stands in for it: a branch here would often be guessed wrong.
        putLong((first == NULL_ADDRESS ? block : first) + PREVIOUS_FREE_OFFSET, block);
        putLong(block + NEXT_FREE_OFFSET, first);
        putLong(block + PREVIOUS_FREE_OFFSET, NULL_ADDRESS);
        setFirstFree(size, block);
        setTag(block, size | FREE);
    }

    private void unlinkFree(long block, long size) {
        final long next = nextFree(block);
        final long previous = previousFree(block);
        if (previous == NULL_ADDRESS) {
            setFirstFree(size, next);
        } else {
            putLong(previous + NEXT_FREE_OFFSET, next);
        }
        if (next != NULL_ADDRESS) {
            putLong(next + PREVIOUS_FREE_OFFSET, previous);
        }
    }

    /** Gives a free block another start, and makes it the first of its list; or only another size, and leaves it there. */
    private void moveFree(long block, long size, long newBlock, long newSize) {
        if (!isOneList(size, newSize) || block != newBlock && previousFree(block) != NULL_ADDRESS) {
            unlinkFree(block, size);
            makeFree(newBlock, newSize);
            return;
        }
        if (block != newBlock) {
            final long next = nextFree(block);
            putLong(newBlock + NEXT_FREE_OFFSET, next);
            putLong(newBlock + PREVIOUS_FREE_OFFSET, NULL_ADDRESS);
            if (next != NULL_ADDRESS) {
                putLong(next + PREVIOUS_FREE_OFFSET, newBlock);
            }
            setFirstFree(newSize, newBlock);
        }
        setTag(newBlock, newSize | FREE);
    }

    /** Writes a tag, and its copy in the block behind. */
    private void setTag(long block, long tag) {
        putLong(block, tag);
        final long next = block + (tag & ~FREE);
        if (next < endAddress) {
            putLong(next + TAG_BEFORE_OFFSET, tag);
        }
    }

    private static long sizeOf(long block) {
        return getLong(block) & ~FREE;
    }

    static long nextFree(long block) {
        return getLong(block + NEXT_FREE_OFFSET);
    }

    private static long previousFree(long block) {
        return getLong(block + PREVIOUS_FREE_OFFSET);
    }

    private boolean isFree(long block) {
        return block < endAddress && (getLong(block) & FREE) != 0;
    }

    private long placeOf(long address) {
        return address - startAddress >>> GRANULE_BITS;
    }

    /** A size that a tag has, proved to end in the region. */
    private long checkedSize(long block, long size) {
        if (size < MIN_BLOCK_BYTE_SIZE || size > endAddress - block || !isAligned(size, GRANULE_BYTE_SIZE)) {
            throw corrupted(block, "a header says that its block has " + size + " bytes");
        }
        return size;
    }

    /** The size of a block that a list led to, proved to stand in it: the first has none before, so no list is a ring. */
    final long checkedFreeSize(long block, long first) {
        if (!isBlockAddress(block) || !isFree(block)) {
            throw corrupted(startAddress, "a free list leads to address " + block);
        }
        final long size = checkedSize(block, sizeOf(block));
        checkFree(block, size, first);
        if (firstFree(size) != first) {
            throw corrupted(block, "a free block of " + size + " bytes stands in the list of another size");
        }
        return size;
    }

    /** The size of the block where another one ends, if there is one and it is free, proved; 0 if not. */
    private long freeSizeAt(long block) {
        if (!isFree(block)) {
            return 0;
        }
        final long size = checkedSize(block, sizeOf(block));
        checkFree(block, size, firstFree(size));
        return size;
    }

    /** The size of the block before one that is proved, if there is one and it is free; 0 if not. */
    private long freeSizeBefore(long block) {
        final long tag = getLong(block + TAG_BEFORE_OFFSET);
        if ((tag & FREE) == 0) {
            return 0;
        }
        final long size = tag & ~FREE;
        checkLinks(block - size, firstFree(size));
        return size;
    }

    /** Proves the size of a free block by the block behind, and its links. */
    private void checkFree(long block, long size, long first) {
        checkLinks(block, first);
        if (!isCopiedBehind(block, size | FREE)) {
            throw corrupted(
                    block, "a header says that its free block has " + size + " bytes, the one behind it differs");
        }
    }

    /** Proves that the links of a free block, in the list that begins with the first, lead to blocks that link back. */
    private void checkLinks(long block, long first) {
        final long next = nextFree(block);
        final long previous = previousFree(block);
        final boolean nextAgrees = next == NULL_ADDRESS || isBlockAddress(next) && previousFree(next) == block;
        final boolean previousAgrees =
                block == first ? previous == NULL_ADDRESS : isBlockAddress(previous) && nextFree(previous) == block;
        if (!nextAgrees || !previousAgrees) {
            throw corrupted(block, "the links of a free block lead to addresses " + previous + " and " + next);
        }
    }

    /** Whether the block behind, if there is one, has the same tag; the size is proved. */
    private boolean isCopiedBehind(long block, long tag) {
        final long next = block + (tag & ~FREE);
        return next == endAddress || getLong(next + TAG_BEFORE_OFFSET) == tag;
    }

    /** Whether what a header says of the block before is true, as far as that one is free; else, that a live one starts there. */
    private boolean agreesWithPrevious(long block) {
        final long tag = getLong(block + TAG_BEFORE_OFFSET);
        if (tag == 0) {
            return block == startAddress;
        }
        final long previous = block - (tag & ~FREE);
        if (previous > block - MIN_BLOCK_BYTE_SIZE || !isBlockAddress(previous)) {
            return false;
        }
        return (tag & FREE) != 0 ? getLong(previous) == tag : liveBits.get(placeOf(previous + HEADER_BYTE_SIZE));
    }

    /** Whether a header, and the links of a free block, may be read there. */
    private boolean isBlockAddress(long block) {
        return block >= startAddress
                && block <= endAddress - MIN_BLOCK_BYTE_SIZE
                && isAligned(block, GRANULE_BYTE_SIZE);
    }

    /** The size of a live block, proved by its header and those on both sides. */
    private long checkedLiveSize(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (!owns(address) || !isAligned(address, GRANULE_BYTE_SIZE) || !liveBits.get(placeOf(address))) {
            throw refuse(address, "is no live block");
        }
        final long block = address - HEADER_BYTE_SIZE;
        final long tag = getLong(block);
        final long needed = blockByteSize(byteSize);
        if (tag == needed) {
            // Not the tag: so the header behind is read without waiting for this one, which may be far away.
            checkLive(block, needed);
            return needed;
        }
        checkLive(block, tag);
        if (tag != needed + GRANULE_BYTE_SIZE) {
            throw refuse(address, "has " + (tag - HEADER_BYTE_SIZE) + " bytes, not " + byteSize);
        }
        return tag;
    }

    private void checkLive(long block, long tag) {
        checkedSize(block, tag);
        if (!agreesWithPrevious(block) || !isCopiedBehind(block, tag)) {
            throw corrupted(
                    block,
                    "the header of a live block says that it has " + tag
                            + " bytes, and the tag of the one before it is " + getLong(block + TAG_BEFORE_OFFSET));
        }
    }
}
