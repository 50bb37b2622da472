package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.ForwardingAllocator;

/**
 * Gives exactly the alignment asked for and never more: the address of a block is a multiple of its alignment, and not
 * of twice that.
 *
 * <p>For finding code that works only because the allocator it was tested on is generous. The system's {@code malloc}
 * aligns every block to 16, so that whoever asks for an alignment of 1 and stores a {@code long} there, or keeps flags in
 * the low bits of an address, never sees it go wrong. Not for code that is to be fast.
 *
 * <pre>{@code
 * Allocator strict = new DisaligningAllocator(GlobalAllocator.INSTANCE);
 * long address = strict.allocate(24, 8); // a multiple of 8, and of 16 never
 * strict.free(address, 24, 8);
 * }</pre>
 *
 * <p>Each block costs as many bytes more as it is aligned to. A bad free can name a live block behind without naming one
 * here, and is <em>undetected</em> then, even where the allocator behind refuses each one. On the thread rules of the allocator behind; creates no
 * garbage.
 */
public final class DisaligningAllocator extends ForwardingAllocator {
    /*
     *   a multiple of 2 * byteAlignment      an odd multiple of byteAlignment
     *   v                                    v
     *   +------------------------------------+----------------+
     *   | byteAlignment bytes, unused        | block          |
     *   +------------------------------------+----------------+
     *
     * The block behind begins where the unused bytes do, and is as large as both. What is known of a block here, its
     * size and its alignment, tells where that is, so nothing is written down. A good size is the size itself: what the
     * allocator behind would add depends on the alignment, which is not known where it is asked.
     */

    private static final long MAX_BYTE_ALIGNMENT = 1L << 62;

    /**
     * Takes the alignment that is not asked for from the blocks of an allocator.
     *
     * @param delegate the allocator behind; closed with this
     */
    public DisaligningAllocator(Allocator delegate) {
        super(delegate);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        if (!Request.isLegal(byteSize, byteAlignment)) {
            return delegate.tryAllocate(byteSize, byteAlignment);
        }
        return shifted(delegate.tryAllocate(padded(byteSize, byteAlignment), doubled(byteAlignment)), byteAlignment);
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if (!Request.isLegal(oldByteSize, byteAlignment) || !Request.isLegal(newByteSize, byteAlignment)) {
            return delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        }
        return delegate.tryResize(
                address - byteAlignment,
                padded(oldByteSize, byteAlignment),
                padded(newByteSize, byteAlignment),
                doubled(byteAlignment));
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        if (!Request.isLegal(oldByteSize, byteAlignment)
                || !Request.isLegal(newByteSize, byteAlignment)
                || preservedBytes < 0
                || preservedBytes > oldByteSize) {
            return delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        }
        final long moved = delegate.tryReallocate(
                address - byteAlignment,
                padded(oldByteSize, byteAlignment),
                padded(newByteSize, byteAlignment),
                doubled(byteAlignment),
                preservedBytes == 0 ? 0 : padded(preservedBytes, byteAlignment));
        return shifted(moved, byteAlignment);
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        if (Request.isLegal(byteSize, byteAlignment)) {
            delegate.free(address - byteAlignment, padded(byteSize, byteAlignment), doubled(byteAlignment));
        } else {
            delegate.free(address, byteSize, byteAlignment);
        }
    }

    /**
     * The size itself: there is nothing behind a block that may be used.
     *
     * @param byteSize the size of a request in bytes, at least 1
     * @return the same
     */
    @Override
    public long goodByteSize(long byteSize) {
        return byteSize;
    }

    /**
     * What the allocator behind has done so far.
     *
     * @return its numbers, with the unused bytes; the largest free block is unknown
     */
    @Override
    public AllocatorStats stats() {
        final AllocatorStats behind = delegate.stats();
        return new AllocatorStats(
                behind.usedBytes(),
                behind.reservedBytes(),
                behind.peakUsedBytes(),
                AllocatorStats.UNKNOWN,
                behind.liveCount(),
                behind.allocationCount(),
                behind.declineCount());
    }

    private static long shifted(long address, long byteAlignment) {
        return address == NULL_ADDRESS ? NULL_ADDRESS : address + byteAlignment;
    }

    /** A size that does not exist becomes one that no memory has, so that it is the allocator behind that declines. */
    private static long padded(long byteSize, long byteAlignment) {
        final long padded = byteSize + byteAlignment;
        return padded < 0 ? Long.MAX_VALUE : padded;
    }

    /** The largest alignment has no double, and no block: padded for it, each is too large for any memory. */
    private static long doubled(long byteAlignment) {
        return byteAlignment == MAX_BYTE_ALIGNMENT ? MAX_BYTE_ALIGNMENT : 2 * byteAlignment;
    }
}
