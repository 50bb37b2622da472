package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

/**
 * The allocator equivalent of an "or": what the primary declines, the secondary is asked for.
 *
 * <p>For a fast allocator of bounded memory whose overflow shall go somewhere. Not where a full primary is an error that
 * you want to see: ask its {@link #stats} there.
 *
 * <pre>{@code
 * try (Allocator allocator = new FallbackAllocator(new PoolAllocator(64, 1000), GlobalAllocator.INSTANCE)) {
 *     long inPool = allocator.allocate(48, 8);
 *     long elsewhere = allocator.allocate(100, 8);
 *     allocator.free(elsewhere, 100, 8); // and back to where it came from
 * }
 * }</pre>
 *
 * <p>A block belongs to the primary if that {@linkplain Allocator#owns owns} its address. So the primary must be one
 * that can tell, as all can that carve regions: with one that cannot, as the {@link GlobalAllocator}, the first request
 * throws. A block that outgrows the primary moves to the secondary, and never back.
 *
 * <p>Each call costs what the primary takes, and the secondary where that is asked; {@link #close} closes both. When one of
 * them is reset or closed by somebody else, the collections on this that have blocks of it are closed. On the thread
 * rules of both. A foreign address is the secondary's to refuse.
 *
 * @see Allocator#orElse
 */
public sealed class FallbackAllocator extends RoutingAllocator permits FixedBufferAllocator {
    /**
     * One allocator, or else another.
     *
     * @param primary asked first; closed with this
     * @param secondary asked for what the primary declines; closed with this
     */
    public FallbackAllocator(Allocator primary, Allocator secondary) {
        super(primary, secondary);
    }

    /** For a subclass whose secondary is the context's allocator. */
    FallbackAllocator(Allocator primary) {
        super(primary);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        final long address = tryAllocateFromFirst(byteSize, byteAlignment);
        return address != NULL_ADDRESS ? address : tryAllocateFromSecond(byteSize, byteAlignment);
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        ensureOpen();
        checkPreservedBytes(preservedBytes, oldByteSize);
        if (!isFirst(address)) {
            return tryReallocateInSecond(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        }
        final long kept = first.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        return kept != NULL_ADDRESS ? kept : move(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    /**
     * The primary's numbers and those of the blocks this has from the secondary, added up.
     *
     * @return the numbers; the largest free block is the primary's, declined is what both declined, and the peak adds the
     *     peaks of both, which may have been at different times
     */
    @Override
    public final AllocatorStats stats() {
        final AllocatorStats ofPrimary = first.stats();
        return sum(ofPrimary, ofPrimary.largestFreeBytes(), 0);
    }
}
