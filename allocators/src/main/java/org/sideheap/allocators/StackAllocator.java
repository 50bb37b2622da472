package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.AddressMath.isAligned;
import static org.sideheap.allocators.AddressMath.roundByteSize;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * Blocks stacked in a region, given back from the top.
 *
 * <p>For lifetimes that nest: scratch memory of a call and of the calls it makes, or of a request and its parts. The top
 * block can be {@linkplain #pop popped} any number of times, down to the empty stack, and all above a {@link #mark} goes
 * in one {@link #release}. Not for blocks that are freed in another order: a block freed below the top is remembered, and
 * its memory comes back only when it becomes the top.
 *
 * <pre>{@code
 * try (StackAllocator stack = new StackAllocator(2048)) {
 *     long mark = stack.mark();
 *     long address = stack.allocate(100, 8);
 *     stack.release(mark);
 * }
 * }</pre>
 *
 * <p>Allocation is O(1); pop, free and release are O(1) for each block they give back. One thread at a time. Each block
 * costs a header of 8 bytes, and its size is rounded up to a multiple of 8. Double and foreign frees are refused; the
 * price is one bit for each 8 bytes of the region, on the heap. A wrong size goes <em>undetected</em>. Where collections
 * depend on the stack, a pop and a release ask each of them.
 */
public final class StackAllocator extends RegionAllocator {
    /*
     * All addresses and offsets are multiples of 8. A block starts where the top was before it:
     *
     *   topBefore                        payload                       top
     *   v                                v                             v
     *   +---------+------------+---------+-----------------------------+
     *   | padding | topBefore  | header  | byteSize, rounded up to 8   |
     *   |         |     8      |    8    |                             |
     *   +---------+------------+---------+-----------------------------+
     *
     * The header is the offset of the payload before this one, 0 if none, and PADDED where alignment asked for padding;
     * only then, and then always, is there a word before the header, and it holds topBefore. Where there is no padding,
     * the header stands at topBefore itself.
     *
     * Invariants: newestOffset leads through the headers to 0 over ever smaller offsets; topOffset is where the newest
     * block ends; the newest block is live; a bit in liveBits is set for each live payload and for nothing else.
     */

    private static final long HEADER_BYTE_SIZE = 8;
    private static final long GRANULE_BYTE_SIZE = 8;

    /** In the header; offsets are multiples of 8. */
    private static final long PADDED = 1;

    private static final long NONE = 0;

    private final LiveBits liveBits;
    private long topOffset;
    private long newestOffset;

    /**
     * Over a region taken from the {@link GlobalAllocator}.
     *
     * @param byteCapacity of the region, at least 1
     * @throws AllocationFailedException when there is no such region to be had
     */
    public StackAllocator(long byteCapacity) {
        this(GlobalAllocator.INSTANCE, byteCapacity);
    }

    /**
     * Over a region taken from a parent, and given back to it on {@link #close}.
     *
     * @param parent to take the region from
     * @param byteCapacity of the region, at least 1
     * @throws AllocationFailedException when the parent declines
     */
    public StackAllocator(Allocator parent, long byteCapacity) {
        this(Region.of(parent, byteCapacity));
    }

    private StackAllocator(Region region) {
        this(region, region.liveBits(GRANULE_BYTE_SIZE));
    }

    private StackAllocator(Region region, LiveBits liveBits) {
        super("StackAllocator", region, GRANULE_BYTE_SIZE);
        this.liveBits = liveBits;
    }

    /**
     * Over the bytes between a buffer's position and its limit.
     *
     * @param buffer direct or mapped, and writable
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static StackAllocator over(ByteBuffer buffer) {
        return new StackAllocator(Region.over(buffer));
    }

    /**
     * Over an Agrona buffer.
     *
     * @param buffer off-heap and of fixed size
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static StackAllocator over(DirectBuffer buffer) {
        return new StackAllocator(Region.over(buffer));
    }

    /**
     * Over memory that belongs to someone else, and stays until the allocator is closed.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @return the allocator; closing it leaves the memory alone
     */
    public static StackAllocator over(long address, long byteSize) {
        return new StackAllocator(Region.over(address, byteSize));
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long top = startAddress + topOffset;
        final long address = alignUp(top + HEADER_BYTE_SIZE, Math.max(byteAlignment, GRANULE_BYTE_SIZE));
        if (byteSize > endAddress - address) {
            return decline();
        }
        final boolean padded = address - HEADER_BYTE_SIZE != top;
        if (padded) {
            putLong(address - 2 * HEADER_BYTE_SIZE, topOffset);
        }
        putLong(address - HEADER_BYTE_SIZE, newestOffset | (padded ? PADDED : 0));
        newestOffset = address - startAddress;
        final long newTopOffset = newestOffset + goodByteSize(byteSize);
        usage.allocated(newTopOffset - topOffset);
        topOffset = newTopOffset;
        liveBits.set(placeOf(newestOffset));
        return address;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The top block grows and shrinks in place; one below only shrinks, and keeps its memory.
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(newByteSize, byteAlignment);
        final long offset = checkedLiveOffset(address, oldByteSize, byteAlignment);
        if (offset != newestOffset) {
            return newByteSize <= goodByteSize(oldByteSize);
        }
        if (newByteSize > endAddress - address) {
            return false;
        }
        final long newTopOffset = offset + goodByteSize(newByteSize);
        usage.grew(newTopOffset - topOffset);
        topOffset = newTopOffset;
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Pops the block when it is the top, and with it those below that were freed before.
     */
    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        final long offset = checkedLiveOffset(address, byteSize, byteAlignment);
        if (offset == newestOffset) {
            checkedTopBefore(offset);
        }
        liveBits.clear(placeOf(offset));
        usage.freed(0);
        reclaimTop();
    }

    /**
     * Gives the top block back; a collection that has it is closed. Of the blocks below, those freed before go with it.
     *
     * @return whether there was a block
     */
    public boolean pop() {
        ensureOpen();
        if (newestOffset == NONE) {
            return false;
        }
        releaseTo(checkedTopBefore(newestOffset), "StackAllocator was popped");
        return true;
    }

    /**
     * Remembers the block that is the top now. It may grow after that, and the mark still means what is above it.
     *
     * @return the mark, for {@link #release}
     */
    public long mark() {
        ensureOpen();
        return newestOffset;
    }

    /**
     * Gives back all blocks above a mark; collections that have one of them are closed.
     *
     * @param mark from {@link #mark}; the block that was the top then has not been popped since
     * @throws IllegalArgumentException when that block is there no more; <em>undetected</em> where another one has come
     *     to stand in its place
     */
    public void release(long mark) {
        ensureOpen();
        long boundary = topOffset;
        long offset = newestOffset;
        while (offset > mark && offset != NONE) {
            boundary = checkedTopBefore(offset);
            offset = checkedPrevious(offset);
        }
        if (offset != mark) {
            throw new IllegalArgumentException(
                    this + ": " + mark + " is no mark of this stack, or the block that was its"
                            + " top then has been popped; the top block is at " + newestOffset);
        }
        if (boundary < topOffset) {
            releaseTo(boundary, "StackAllocator was released to a mark below");
        }
    }

    /** Takes all blocks back at once. Collections that were built on this allocator are closed. */
    public void reset() {
        resetBecause("StackAllocator was reset");
    }

    @Override
    public long goodByteSize(long byteSize) {
        return roundByteSize(byteSize, GRANULE_BYTE_SIZE);
    }

    /**
     * How much is left.
     *
     * @return bytes above the top; a block takes 8 of them for its header
     */
    public long remainingBytes() {
        return byteCapacity() - topOffset;
    }

    /**
     * How high the stack is.
     *
     * @return the offset of its top, headers and padding included
     */
    public long offset() {
        return topOffset;
    }

    @Override
    public void check() {
        ensureOpen();
        long liveCount = 0;
        for (long offset = newestOffset; offset != NONE; offset = checkedPrevious(offset)) {
            checkedTopBefore(offset);
            liveCount += liveBits.get(placeOf(offset)) ? 1 : 0;
        }
        if (liveCount != usage.liveCount() || liveCount != liveBits.count() || topOffset != usage.usedBytes()) {
            throw corrupted(
                    startAddress,
                    "the headers lead to " + liveCount + " live blocks, " + liveBits.count() + " are marked and "
                            + usage.liveCount() + " counted; the top is at " + topOffset + ", " + usage.usedBytes()
                            + " bytes are counted");
        }
        if (newestOffset == NONE ? topOffset != 0 : !liveBits.get(placeOf(newestOffset))) {
            throw corrupted(startAddress, "the block below the top at " + topOffset + " is not live");
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The headers lead from the top down, so that this has to remember where each block starts: 8 bytes of heap a block.
     */
    @Override
    public void walk(BlockVisitor visitor) {
        ensureOpen();
        int count = 0;
        for (long offset = newestOffset; offset != NONE; offset = checkedPrevious(offset)) {
            count = Math.incrementExact(count);
        }
        final long[] offsets = new long[count];
        for (long offset = newestOffset; offset != NONE; offset = checkedPrevious(offset)) {
            offsets[--count] = offset;
        }
        long start = 0;
        for (int i = 0; i < offsets.length; i++) {
            final long end = i + 1 < offsets.length ? checkedTopBefore(offsets[i + 1]) : topOffset;
            visitor.block(start, end - start, liveBits.get(placeOf(offsets[i])));
            start = end;
        }
        if (remainingBytes() > 0) {
            visitor.block(topOffset, remainingBytes(), false);
        }
    }

    @Override
    void forgetAll() {
        topOffset = 0;
        newestOffset = NONE;
        liveBits.clearAll();
    }

    @Override
    long largestFreeBytes() {
        return Math.max(0, remainingBytes() - HEADER_BYTE_SIZE);
    }

    /**
     * Pops blocks down to a boundary that is there. Collections go first, and free what they have, so the blocks above
     * the boundary may be gone by then, and some below it.
     */
    private void releaseTo(long boundary, String cause) {
        try {
            // To the end, not to the top: whoever is told may build something above that, which goes as well.
            closeDependants(startAddress + boundary, endAddress, cause);
        } finally {
            while (topOffset > boundary) {
                if (liveBits.get(placeOf(newestOffset))) {
                    liveBits.clear(placeOf(newestOffset));
                    usage.freed(0);
                }
                popNewest();
            }
            reclaimTop();
        }
    }

    /** Pops what was freed and has come to the top. */
    private void reclaimTop() {
        while (newestOffset != NONE && !liveBits.get(placeOf(newestOffset))) {
            popNewest();
        }
    }

    private void popNewest() {
        final long topBefore = checkedTopBefore(newestOffset);
        final long previous = checkedPrevious(newestOffset);
        usage.grew(topBefore - topOffset);
        topOffset = topBefore;
        newestOffset = previous;
    }

    private long headerOf(long offset) {
        return getLong(startAddress + offset - HEADER_BYTE_SIZE);
    }

    /** The payload before, proved to be lower and in the region. */
    private long checkedPrevious(long offset) {
        final long previous = headerOf(offset) & ~PADDED;
        if (previous < 0 || previous >= offset || !isAligned(previous, GRANULE_BYTE_SIZE)) {
            throw corrupted(startAddress + offset, "the header before it leads to offset " + previous);
        }
        return previous;
    }

    /** Where the top was before this block, proved to be below it and above the block before, or 0 if none. */
    private long checkedTopBefore(long offset) {
        final long highest = offset - HEADER_BYTE_SIZE;
        final long topBefore =
                (headerOf(offset) & PADDED) == 0 ? highest : getLong(startAddress + offset - 2 * HEADER_BYTE_SIZE);
        final long previous = checkedPrevious(offset);
        final boolean agreesWithPrevious = previous == NONE ? topBefore == 0 : topBefore > previous;
        if (!agreesWithPrevious || topBefore > highest || !isAligned(topBefore, GRANULE_BYTE_SIZE)) {
            throw corrupted(startAddress + offset, "the word before its header says that the top was at " + topBefore);
        }
        return topBefore;
    }

    private static long placeOf(long offset) {
        return offset / GRANULE_BYTE_SIZE;
    }

    private long checkedLiveOffset(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long offset = address - startAddress;
        if (offset < 0
                || offset >= topOffset
                || !isAligned(offset, GRANULE_BYTE_SIZE)
                || !liveBits.get(placeOf(offset))) {
            throw refuse(address, "is no live block");
        }
        if (byteSize > topOffset - offset) {
            throw refuse(address, "has fewer than " + byteSize + " bytes");
        }
        return offset;
    }
}
