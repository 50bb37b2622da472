package org.sideheap.allocators;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

/**
 * An allocator that carves one region of memory: what the built-in ones have in common.
 *
 * <p>The region is taken from a parent allocator, by default the {@link GlobalAllocator}, and given back on
 * {@link #close}; or it is borrowed, with one of the {@code over} methods, and then left alone. A borrowed buffer is kept
 * from being collected; bytes at an address, and a buffer whose memory its owner can take away as a foreign arena can,
 * must outlive the allocator, and nobody else may write to either.
 *
 * <p>Collections on the allocator, and allocators whose region is a block of it, are closed before their memory goes:
 * when this is reset, released past their blocks, or closed.
 */
public abstract sealed class RegionAllocator implements Allocator
        permits BumpAllocator, FreeListAllocator, PoolAllocator, StackAllocator {
    /*
     * Once closed, both addresses are 0 and so is all a subclass carves by: a request then finds no room and a block no
     * region, and only on that way out, in decline and in refuse, is it asked whether the allocator is closed.
     */

    /** First byte that may be handed out. */
    long startAddress;

    /** One past the last byte that may be handed out; never below the start. */
    long endAddress;

    final Usage usage = new Usage();
    private final Dependants dependants = new Dependants();
    private final String name;
    private final Region region;
    private final Tenancy tenancy = new Tenancy();

    /** What closed this; null while it is open. */
    private String closedBy;

    /** While this tells its dependants, who may pass the word on to where it came from. */
    private boolean isTelling;

    /**
     * Over the part of a region that starts and ends on an alignment.
     *
     * @param name of the allocator, for messages
     */
    RegionAllocator(String name, Region region, long byteAlignment) {
        this.name = name;
        this.region = region;
        startAddress = AddressMath.alignUp(region.startAddress, byteAlignment);
        endAddress = Math.max(startAddress, AddressMath.alignDown(region.endAddress(), byteAlignment));
        region.registerWithParent(tenancy);
    }

    /**
     * Where the region starts: the first address that may be handed out.
     *
     * @return the address; 0 once closed
     */
    public final long startAddress() {
        return startAddress;
    }

    /**
     * How many bytes can be carved.
     *
     * @return the size in bytes; 0 once closed
     */
    public final long byteCapacity() {
        return endAddress - startAddress;
    }

    @Override
    public final boolean owns(long address) {
        return address >= startAddress && address < endAddress;
    }

    @Override
    public final AllocatorStats stats() {
        return usage.stats(closedBy == null ? region.byteSize : 0, largestFreeBytes());
    }

    @Override
    public final void register(Dependant dependant) {
        ensureOpen();
        dependants.add(dependant);
    }

    @Override
    public final void close() {
        if (closedBy == null) {
            try {
                closeBecause(name + " was closed");
            } finally {
                region.close();
            }
        }
    }

    private void closeBecause(String cause) {
        try {
            closeDependants(cause);
        } finally {
            tenancy.unregister();
            closedBy = cause;
            startAddress = 0;
            endAddress = 0;
            usage.reset();
            forgetAll();
        }
    }

    /** Takes all blocks back; whoever depends on them is closed first. */
    final void resetBecause(String cause) {
        ensureOpen();
        try {
            closeDependants(cause);
        } finally {
            usage.reset();
            forgetAll();
        }
    }

    private void closeDependants(String cause) {
        final boolean wasTelling = isTelling;
        isTelling = true;
        try {
            dependants.closeAll(startAddress, endAddress, cause);
        } finally {
            isTelling = wasTelling;
        }
    }

    /** Before the blocks in a range go: whoever has one there is closed. */
    final void closeDependants(long fromAddress, long toAddress, String cause) {
        final boolean wasTelling = isTelling;
        isTelling = true;
        try {
            dependants.release(fromAddress, toAddress, cause);
        } finally {
            isTelling = wasTelling;
        }
    }

    /**
     * Shows each block of the region, live or free, in the order of their offsets, each of which is where the one before
     * ended. Costs time proportional to their count.
     *
     * @param visitor to show them to
     * @throws IllegalStateException when what stands in the region contradicts itself
     */
    public abstract void walk(BlockVisitor visitor);

    /**
     * Draws the region as text, a character for each few bytes. For people who wonder where their memory is.
     *
     * @return some lines, the first of which says what each character means
     */
    public final String map() {
        final RegionMap map = new RegionMap(byteCapacity());
        walk(map);
        return this + System.lineSeparator() + map;
    }

    /** Forgets every block: the region is empty, or it is gone and start and end are equal. */
    abstract void forgetAll();

    /** For stats: the largest request that would be met now. */
    abstract long largestFreeBytes();

    /** A request found no room. */
    final long decline() {
        ensureOpen();
        usage.declined();
        return NULL_ADDRESS;
    }

    /** A block is not a live one of this allocator's. */
    final IllegalArgumentException refuse(long address, String why) {
        ensureOpen();
        final String where = owns(address)
                ? "the block at offset " + (address - startAddress)
                : "address " + address + " is outside the region of " + byteCapacity() + " bytes from " + startAddress
                        + "; it";
        return new IllegalArgumentException(name + ": " + where + " " + why);
    }

    /** A structure in the region, or what it says, cannot be. */
    final IllegalStateException corrupted(long address, String what) {
        return new IllegalStateException(name + ": memory was written outside of a live block: at offset "
                + (address - startAddress) + ", " + what);
    }

    final void ensureOpen() {
        if (closedBy != null) {
            throw new IllegalStateException(name + " is closed: " + closedBy);
        }
    }

    /**
     * The allocator in one line.
     *
     * @return its kind, and how much is used
     */
    @Override
    public String toString() {
        return closedBy != null
                ? name + "[closed: " + closedBy + "]"
                : name + "[" + usage.usedBytes() + " of " + byteCapacity() + " bytes used, " + usage.liveCount()
                        + " blocks live, " + region + "]";
    }

    /** The region's place among what depends on the parent. */
    private final class Tenancy extends Dependant {
        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return !isTelling && AddressMath.contains(fromAddress, toAddress, region.startAddress, region.byteSize);
        }

        /** The parent tells before its memory goes: a region in that range need not be given back. */
        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            try {
                closeBecause(cause);
            } finally {
                if (!holds(fromAddress, toAddress)) {
                    region.close();
                }
            }
        }
    }
}
