package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;

/**
 * Small blocks from one allocator, large ones from another.
 *
 * <p>For a pool beside a general heap: what fits the pool's blocks never fragments the heap. Not where the small allocator
 * may run full and the large one should help out: that is a {@link FallbackAllocator}.
 *
 * <pre>{@code
 * Allocator nodes = new PoolAllocator(64, 1000);
 * try (Allocator allocator = new SegregatingAllocator(nodes, GlobalAllocator.INSTANCE, 64)) {
 *     long small = allocator.allocate(24, 8);
 *     long large = allocator.allocate(65, 8);
 *     allocator.free(large, 65, 8);
 * }
 * }</pre>
 *
 * <p>A block that is resized across the threshold stays where it is if it can, and moves to the other allocator if not. It
 * is freed to where it came from, whatever its size: it is the small allocator's if that {@linkplain Allocator#owns
 * owns} the address. So the small one must be one that can tell, as all can that carve regions: with one that cannot, as
 * the {@link GlobalAllocator}, the first small request throws.
 *
 * <p>Each call costs a comparison and what the allocator takes; {@link #close} closes both. When one of them is reset or
 * closed by somebody else, the collections on this that have blocks of it are closed. On the thread rules of both. A
 * foreign address is the large allocator's to refuse.
 */
public final class SegregatingAllocator extends RoutingAllocator {
    private final long thresholdByteSize;

    /**
     * One allocator for each side of a threshold. A block is large by its alignment too.
     *
     * @param small for blocks whose size and alignment are up to the threshold; closed with this
     * @param large for all others; closed with this
     * @param thresholdByteSize the largest size, and the largest alignment, that is small, in bytes; at least 1
     */
    public SegregatingAllocator(Allocator small, Allocator large, long thresholdByteSize) {
        super(small, large);
        this.thresholdByteSize = AddressMath.checkAtLeastOne(thresholdByteSize, "thresholdByteSize");
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        return isSmall(byteSize, byteAlignment)
                ? tryAllocateFromFirst(byteSize, byteAlignment)
                : tryAllocateFromSecond(byteSize, byteAlignment);
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        ensureOpen();
        checkPreservedBytes(preservedBytes, oldByteSize);
        if (isFirst(address) == isSmall(newByteSize, byteAlignment)) {
            return isFirst(address)
                    ? first.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes)
                    : tryReallocateInSecond(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        }
        return tryResize(address, oldByteSize, newByteSize, byteAlignment)
                ? address
                : move(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    private boolean isSmall(long byteSize, long byteAlignment) {
        return Math.max(byteSize, byteAlignment) <= thresholdByteSize;
    }

    /**
     * The small allocator's numbers and those of the blocks this has from the large one, added up.
     *
     * @return the numbers; the largest free block is unknown, as it differs for each side of the threshold, and the peak
     *     adds the peaks of both, which may have been at different times
     */
    @Override
    public AllocatorStats stats() {
        final AllocatorStats ofSmall = first.stats();
        return sum(ofSmall, AllocatorStats.UNKNOWN, ofSmall.declineCount());
    }
}
