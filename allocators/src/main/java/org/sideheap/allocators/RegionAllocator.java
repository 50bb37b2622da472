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
        permits BlockPool, BoundaryTagAllocator, BumpAllocator, StackAllocator {
    /*
     * Once closed, both addresses are 0 and so is all a subclass carves by: a request then finds no room and a block no
     * region, and only on that way out, in decline and in refuse, is it asked whether the allocator is closed.
     */

    /** First byte that may be handed out. */
    long startAddress;

    /** One past the last byte that may be handed out; never below the start. */
    long endAddress;

    final Usage usage = new Usage();
    private final Region region;
    private final Tenancy tenancy;

    /**
     * Over the part of a region that starts and ends on an alignment.
     *
     * @param name of the allocator, for messages
     */
    RegionAllocator(String name, Region region, long byteAlignment) {
        this.region = region;
        tenancy = new RegionTenancy(name);
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
    public AllocatorStats stats() {
        return usage.stats(reservedBytes(), largestFreeBytes());
    }

    /** The bytes of the live blocks. */
    long usedBytes() {
        return usage.usedBytes();
    }

    /** How many blocks are live. */
    long liveCount() {
        return usage.liveCount();
    }

    final long reservedBytes() {
        return tenancy.isOpen() ? region.byteSize : 0;
    }

    @Override
    public final void register(Dependant dependant) {
        tenancy.add(dependant);
    }

    @Override
    public void close() {
        tenancy.close();
    }

    /** Takes all blocks back; whoever depends on them is closed first. */
    final void resetBecause(String cause) {
        ensureOpen();
        try {
            tenancy.closeDependants(cause);
        } finally {
            usage.reset();
            forgetAll();
        }
    }

    /** Before the blocks in a range go: whoever has one there is closed. */
    final void closeDependants(long fromAddress, long toAddress, String cause) {
        tenancy.closeHolders(fromAddress, toAddress, cause);
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

    /** Whether an empty region of this kind, if only large enough, would meet a request. */
    boolean meetsWithRoom(long byteSize, long byteAlignment) {
        return true;
    }

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
        return new IllegalArgumentException(tenancy.name() + ": " + where + " " + why);
    }

    /** A structure in the region, or what it says, cannot be. */
    final IllegalStateException corrupted(long address, String what) {
        return new IllegalStateException(tenancy.name() + ": memory was written outside of a live block: at offset "
                + (address - startAddress) + ", " + what);
    }

    final void ensureOpen() {
        tenancy.ensureOpen();
    }

    /**
     * The allocator in one line.
     *
     * @return its kind, and how much is used
     */
    @Override
    public String toString() {
        return describe(usedBytes(), liveCount());
    }

    final String describe(long usedBytes, long liveCount) {
        return tenancy.isOpen()
                ? tenancy.name() + "[" + usedBytes + " of " + byteCapacity() + " bytes used, " + liveCount
                        + " blocks live, " + region + "]"
                : tenancy.closedDescription();
    }

    private final class RegionTenancy extends Tenancy {
        RegionTenancy(String name) {
            super(name);
        }

        @Override
        boolean hasMemoryIn(long fromAddress, long toAddress) {
            return region.isIn(fromAddress, toAddress);
        }

        @Override
        void closeDependants(String cause) {
            closeAll(startAddress, endAddress, cause);
        }

        @Override
        void forgetAll() {
            startAddress = 0;
            endAddress = 0;
            usage.reset();
            RegionAllocator.this.forgetAll();
        }

        @Override
        void giveBackOutside(long fromAddress, long toAddress) {
            if (region.isIn(fromAddress, toAddress)) {
                region.forget();
            } else {
                region.close();
            }
        }
    }
}
