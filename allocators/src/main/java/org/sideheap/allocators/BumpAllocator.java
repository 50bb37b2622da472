package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkRequest;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * Hands out a region from its start to its end, and takes it back only as a whole.
 *
 * <p>The fastest strategy there is: an allocation rounds one number up, adds another and compares. For scratch memory of
 * a frame, a batch or a parse, dropped in one {@link #reset}. Not for blocks that come and go one by one: {@link #free}
 * has no effect, and what a growing list leaves behind stays lost until the reset, unless its block was the newest, which
 * grows where it stands.
 *
 * <pre>{@code
 * try (BumpAllocator bump = new BumpAllocator(4096)) {
 *     long address = bump.allocate(80, 8);
 *     bump.reset(); // the memory is free again, and collections on it are closed
 * }
 * }</pre>
 *
 * <p>Every call is O(1), a reset is O(1) beside what it costs to close the collections on it. One thread at a time.
 * A wrong size goes <em>undetected</em>, a double free does while other blocks are live, and so does the use of a block after the reset by anything but a collection.
 */
public final class BumpAllocator extends RegionAllocator {
    /*
     *   startAddress                     nextAddress                 endAddress
     *   v                                v                           v
     *   +--------+---------+-------------+---------------------------+
     *   | block  | padding | newest block| free                      |
     *   +--------+---------+-------------+---------------------------+
     *   |<------------ offset ---------->|<----- remainingBytes ---->|
     *
     * Invariant: startAddress <= nextAddress <= endAddress, and no live block reaches past nextAddress. The block that
     * ends at nextAddress is the newest: sizes are at least 1, so no other one can.
     */

    private final String wasReset;

    private long nextAddress;

    /** Sizes of all blocks handed out since the last reset, without the padding between them. */
    private long totalAllocatedBytes;

    /**
     * Over a region taken from the {@link GlobalAllocator}.
     *
     * @param byteCapacity of the region, at least 1
     * @throws AllocationFailedException when there is no such region to be had
     */
    public BumpAllocator(long byteCapacity) {
        this(GlobalAllocator.INSTANCE, byteCapacity);
    }

    /**
     * Over a region taken from a parent, and given back to it on {@link #close}.
     *
     * @param parent to take the region from
     * @param byteCapacity of the region, at least 1
     * @throws AllocationFailedException when the parent declines
     */
    public BumpAllocator(Allocator parent, long byteCapacity) {
        this(Region.of(parent, byteCapacity));
    }

    private BumpAllocator(Region region) {
        this("BumpAllocator", region);
    }

    /** Under another name, for one that is part of another allocator. */
    BumpAllocator(String name, Region region) {
        super(name, region, 1);
        wasReset = name + " was reset";
        forgetAll();
    }

    /**
     * Over the bytes between a buffer's position and its limit.
     *
     * @param buffer direct or mapped, and writable
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static BumpAllocator over(ByteBuffer buffer) {
        return new BumpAllocator(Region.over(buffer));
    }

    /**
     * Over an Agrona buffer.
     *
     * @param buffer off-heap and of fixed size
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static BumpAllocator over(DirectBuffer buffer) {
        return new BumpAllocator(Region.over(buffer));
    }

    /**
     * Over memory that belongs to someone else, and stays until the allocator is closed.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @return the allocator; closing it leaves the memory alone
     */
    public static BumpAllocator over(long address, long byteSize) {
        return new BumpAllocator(Region.over(address, byteSize));
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long address = alignUp(nextAddress, byteAlignment);
        if (byteSize > endAddress - address) {
            return decline();
        }
        usage.allocated(address + byteSize - nextAddress);
        totalAllocatedBytes += byteSize;
        nextAddress = address + byteSize;
        return address;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The newest block grows and shrinks in place; any other one only shrinks, and what it leaves is lost until the
     * reset.
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        if (!AddressMath.contains(startAddress, nextAddress, address, oldByteSize)) {
            throw refuse(address, "was not handed out with " + oldByteSize + " bytes");
        }
        final boolean newest = address + oldByteSize == nextAddress;
        if (newByteSize > (newest ? endAddress - address : oldByteSize)) {
            return false;
        }
        totalAllocatedBytes += newByteSize - oldByteSize;
        if (newest) {
            usage.grew(newByteSize - oldByteSize);
            nextAddress = address + newByteSize;
        }
        return true;
    }

    /**
     * Forgets one block without making room: only {@link #reset} does that.
     *
     * @throws IllegalArgumentException when the block is not in the part of the region that was handed out
     */
    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (!AddressMath.contains(startAddress, nextAddress, address, byteSize)) {
            throw refuse(address, "was not handed out with " + byteSize + " bytes");
        }
        if (usage.liveCount() == 0) {
            throw refuse(address, "was freed already, no block is live");
        }
        usage.freed(0);
    }

    /** Takes all blocks back at once. Collections that were built on this allocator are closed. */
    public void reset() {
        resetBecause(wasReset);
    }

    /**
     * How far the region has been handed out, padding included.
     *
     * @return the offset of the next free byte
     */
    public long offset() {
        return nextAddress - startAddress;
    }

    /**
     * How much is left.
     *
     * @return bytes behind the newest block
     */
    public long remainingBytes() {
        return endAddress - nextAddress;
    }

    /**
     * How much was asked for since the last reset.
     *
     * @return the sizes of all blocks, without the padding between them
     */
    public long totalAllocatedBytes() {
        return totalAllocatedBytes;
    }

    @Override
    public void check() {
        ensureOpen();
        if (nextAddress < startAddress || nextAddress > endAddress || totalAllocatedBytes > offset()) {
            throw new IllegalStateException(this + ": offset " + offset() + ", allocated " + totalAllocatedBytes);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>All that was handed out is one live block: this does not know where in it one ends and the next begins.
     */
    @Override
    public void walk(BlockVisitor visitor) {
        ensureOpen();
        if (offset() > 0) {
            visitor.block(0, offset(), usage.liveCount() > 0);
        }
        if (remainingBytes() > 0) {
            visitor.block(offset(), remainingBytes(), false);
        }
    }

    @Override
    void forgetAll() {
        nextAddress = startAddress;
        totalAllocatedBytes = 0;
    }

    @Override
    long largestFreeBytes() {
        return remainingBytes();
    }
}
