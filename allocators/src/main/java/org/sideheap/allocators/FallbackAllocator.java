package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

/**
 * The allocator equivalent of an "or": what the primary declines, the secondary is asked for.
 *
 * <p>A block belongs to the primary if that {@linkplain Allocator#owns owns} its address, and to the secondary if not; so
 * the primary must be one that can tell, as all that carve a region can. A block that outgrows the primary moves to the
 * secondary, and never back.
 */
abstract sealed class FallbackAllocator implements Allocator permits FixedBufferAllocator {
    final RegionAllocator primary;
    final Allocator secondary;
    final Dependants dependants = new Dependants();

    /** What this, among others, has from the secondary. */
    private final Usage secondaryUsage = new Usage();

    private final Link secondaryLink = new Link();

    /** What closed this; null while it is open. */
    private String closedBy;

    FallbackAllocator(RegionAllocator primary, Allocator secondary) {
        this.primary = primary;
        this.secondary = secondary;
    }

    /** For a subclass that is itself what the context is asked for. */
    FallbackAllocator(RegionAllocator primary) {
        this.primary = primary;
        this.secondary = new ContextAllocator(this);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        final long address = primary.tryAllocate(byteSize, byteAlignment);
        return address != NULL_ADDRESS ? address : tryAllocateFromSecondary(byteSize, byteAlignment);
    }

    private long tryAllocateFromSecondary(long byteSize, long byteAlignment) {
        if (!secondaryLink.isRegistered()) {
            secondary.register(secondaryLink);
        }
        final long address = secondary.tryAllocate(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            secondaryUsage.declined();
        } else {
            secondaryUsage.allocated(goodByteSize(byteSize));
        }
        return address;
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if (primary.owns(address)) {
            return primary.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        }
        ensureOpen();
        final boolean resized = secondary.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        if (resized) {
            secondaryUsage.grew(goodByteSize(newByteSize) - goodByteSize(oldByteSize));
        }
        return resized;
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        if (primary.owns(address)) {
            final long kept = primary.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
            return kept != NULL_ADDRESS
                    ? kept
                    : moveToSecondary(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        }
        ensureOpen();
        final long moved = secondary.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (moved == NULL_ADDRESS) {
            secondaryUsage.declined();
        } else {
            secondaryUsage.grew(goodByteSize(newByteSize) - goodByteSize(oldByteSize));
        }
        return moved;
    }

    private long moveToSecondary(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        checkPreservedBytes(preservedBytes, oldByteSize);
        final long moved = tryAllocateFromSecondary(newByteSize, byteAlignment);
        if (moved != NULL_ADDRESS) {
            Memory.copy(address, moved, Math.min(preservedBytes, newByteSize));
            primary.free(address, oldByteSize, byteAlignment);
        }
        return moved;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        if (primary.owns(address)) {
            primary.free(address, byteSize, byteAlignment);
        } else {
            ensureOpen();
            secondary.free(address, byteSize, byteAlignment);
            secondaryUsage.freed(goodByteSize(byteSize));
        }
    }

    /** What both would give: which of them will is not known before. */
    @Override
    public long goodByteSize(long byteSize) {
        return Math.min(primary.goodByteSize(byteSize), secondary.goodByteSize(byteSize));
    }

    @Override
    public boolean owns(long address) {
        return primary.owns(address) || secondary.owns(address);
    }

    /**
     * The primary's numbers and those of the blocks this has from the secondary, added up.
     *
     * @return the numbers; the largest free block is the primary's, declined is what both declined, and the peak adds the peaks of
     *     both, which may have been at different times
     */
    @Override
    public AllocatorStats stats() {
        final AllocatorStats first = primary.stats();
        final AllocatorStats second = secondaryUsage.stats(secondaryUsage.usedBytes(), AllocatorStats.UNKNOWN);
        return new AllocatorStats(
                first.usedBytes() + second.usedBytes(),
                first.reservedBytes() + second.reservedBytes(),
                first.peakUsedBytes() + second.peakUsedBytes(),
                first.largestFreeBytes(),
                first.liveCount() + second.liveCount(),
                first.allocationCount() + second.allocationCount(),
                second.declineCount());
    }

    /** Checks the primary: the secondary has others to check it, and may be closed. */
    @Override
    public void check() {
        primary.check();
    }

    @Override
    public void register(Dependant dependant) {
        ensureOpen();
        dependants.add(dependant);
    }

    /** Closes what is built on this; blocks outside the range are given back to where they came from. */
    final void closeBecause(long fromAddress, long toAddress, String cause) {
        try {
            dependants.closeAll(fromAddress, toAddress, cause);
        } finally {
            secondaryLink.unregister();
            closedBy = cause;
        }
    }

    final boolean isClosed() {
        return closedBy != null;
    }

    final void ensureOpen() {
        if (closedBy != null) {
            throw new IllegalStateException(getClass().getSimpleName() + " is closed: " + closedBy);
        }
    }

    /** The place among the secondary's dependants of those who may have blocks of it through this. */
    private final class Link extends Relay {
        Link() {
            super(dependants);
        }

        /** All that the secondary gave goes, wherever it had that from. This is registered again with its next block. */
        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            dependants.closeOutside(primary, cause);
        }
    }
}
