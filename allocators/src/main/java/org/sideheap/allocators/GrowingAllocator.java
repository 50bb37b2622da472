package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkAtLeastOne;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Regions of one kind, and one more of them when all decline: how a pool grows, or a free list.
 *
 * <p>For what a {@link PoolAllocator} or a {@link FreeListAllocator} is for, where the size it will need is not known
 * before. Not where memory must have a bound, nor where each call must take the same time: then one region, of the size
 * that is affordable. For blocks that all go at once, an {@link ArenaAllocator} costs less.
 *
 * <pre>{@code
 * GrowingAllocator.Factory sessions = (parent, byteSize) -> new PoolAllocator(parent, 64, byteSize / 64);
 * try (GrowingAllocator pool = new GrowingAllocator(GlobalAllocator.INSTANCE, 4096, sessions);
 *         GrowingAllocator heap = new GrowingAllocator(1 << 20, FreeListAllocator::new)) {
 *     long session = pool.allocate(64, 8);
 *     pool.free(session, 64, 8);
 * }
 * }</pre>
 *
 * <p><strong>Chunks.</strong> The first region is opened at once; each one that follows on a chunk as large as all have
 * been together at most, up to 16 MiB; never smaller than the first; and where a request needs more, on one that fits it.
 * Where the parent declines, half as much is asked for, and half again, down to the first chunk's size or what the request
 * needs. A region that does not serve the request it was opened for goes back at once, and a pool is never opened for more
 * than its block. Of the regions that are empty the largest is kept, and the others are closed, so that a load that comes
 * and goes ends up in one; {@link #trim} closes that as well.
 *
 * <p>The region that was last allocated from or freed to is tried first, and then the others in the order of their last
 * use, without those that have too few bytes left. While the first one serves, a call costs what it costs there and some
 * nanoseconds; otherwise O(regions), and the regions' own search. A free is O(log regions) and the region's own free. One
 * thread at a time. A region costs some heap when it is opened. What the kind refuses is refused; what goes
 * <em>undetected</em> there, does here.
 *
 * <p>After {@code AllocatorList} of D's standard library, which looks for a block's region in one after the other.
 */
public final class GrowingAllocator implements Allocator {
    /*
     * Invariants: each member is in the list from newest over older, the one last used first, and in byAddress; their
     * regions are open, and registered with tenants and nowhere else. Those without a live block are empty, the one
     * member, or nobody. What the regions' usage adds up to is the usage of this.
     */

    private static final String NAME = "GrowingAllocator";

    /** What the headers of a region and its alignment take of a chunk, at most, beside what depends on the request. */
    private static final long REGION_OVERHEAD_BYTE_SIZE = 256;

    private final Usage usage = new Usage();
    private final Tenancy tenancy = new GrowingTenancy();

    /** The regions, as far as they have memory of the parent. */
    private final Dependants tenants = new Dependants();

    private final AddressIndex<Member> byAddress = new AddressIndex<>();
    private final Parent regionsParent;
    private final long firstChunkByteSize;
    private final Factory factory;

    /** The first region there was; open or not, it tells what the kind does with a request. */
    private final RegionAllocator kind;

    /** Null while there is no region. */
    private Member newest;

    /** The one region without a live block; null if there is none. */
    private Member empty;

    private long reservedBytes;

    /** The most that reservedBytes has been: a load that comes and goes ends up in one chunk that is always kept. */
    private long peakReservedBytes;

    /** Opens a region. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Opens one, of the same kind each time: what one grants if it has room, all do, and with the same good size.
         *
         * @param parent to take the chunk from
         * @param byteCapacity how much to take, at most
         * @return a new region
         * @throws AllocationFailedException when the parent declines
         */
        RegionAllocator open(Allocator parent, long byteCapacity);
    }

    /** A region, and its place in the order of last use. */
    private static final class Member {
        final RegionAllocator region;
        Member newer;
        Member older;

        Member(RegionAllocator region) {
            this.region = region;
        }
    }

    /**
     * With chunks from the {@link GlobalAllocator}.
     *
     * @param firstChunkByteSize of the first chunk, and the least of each
     * @param factory opens regions
     * @throws AllocationFailedException when there is no such chunk to be had
     */
    public GrowingAllocator(long firstChunkByteSize, Factory factory) {
        this(GlobalAllocator.INSTANCE, firstChunkByteSize, factory);
    }

    /**
     * With chunks from a parent.
     *
     * @param parent to take chunks from
     * @param firstChunkByteSize of the first chunk, and the least of each
     * @param factory opens regions
     * @throws AllocationFailedException when the parent declines
     * @throws IllegalArgumentException when a region of that size has room for nothing
     */
    public GrowingAllocator(Allocator parent, long firstChunkByteSize, Factory factory) {
        this.firstChunkByteSize = checkAtLeastOne(firstChunkByteSize, "firstChunkByteSize");
        this.factory = Objects.requireNonNull(factory, "factory");
        regionsParent = new Parent(parent);
        parent.register(tenancy);
        boolean begun = false;
        try {
            kind = opened(factory.open(regionsParent, firstChunkByteSize));
            if (kind.byteCapacity() == 0) {
                throw new IllegalArgumentException(
                        "firstChunkByteSize of " + firstChunkByteSize + " leaves no room in a region: " + kind);
            }
            empty = add(kind);
            begun = true;
        } finally {
            if (!begun) {
                tenancy.unregister();
                tenants.closeAll(0, 0, NAME + " was not opened");
            }
        }
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        for (Member member = newest; member != null; member = member.older) {
            final long address = tryAllocateFrom(member.region, byteSize, byteAlignment);
            if (address != NULL_ADDRESS) {
                used(member);
                return address;
            }
        }
        tenancy.ensureOpen();
        final long address = kind.meetsWithRoom(byteSize, byteAlignment)
                ? tryAllocateFromNew(byteSize, byteAlignment)
                : NULL_ADDRESS;
        if (address == NULL_ADDRESS) {
            usage.declined();
        }
        return address;
    }

    private long tryAllocateFrom(RegionAllocator region, long byteSize, long byteAlignment) {
        final long usedBefore = region.usedBytes();
        if (byteSize > region.byteCapacity() - usedBefore) {
            return NULL_ADDRESS;
        }
        final long address = region.tryAllocate(byteSize, byteAlignment);
        if (address != NULL_ADDRESS) {
            usage.allocated(region.usedBytes() - usedBefore);
        }
        return address;
    }

    /** Smaller and smaller chunks are asked for; the first region there is serves the request, or none would. */
    private long tryAllocateFromNew(long byteSize, long byteAlignment) {
        if (byteSize > AddressMath.MAX_ADDRESS / 2 || byteAlignment > AddressMath.MAX_ADDRESS / 4) {
            return NULL_ADDRESS;
        }
        // An eighth more, as a kind may round sizes up to classes; twice the alignment, as what is skipped must hold a
        // block.
        final long roomy = byteSize + byteSize / 8 + 2 * byteAlignment + REGION_OVERHEAD_BYTE_SIZE;
        final long least = Math.max(byteSize, firstChunkByteSize);
        long chunkByteSize = Math.max(roomy, ChunkGrowth.nextChunkByteSize(firstChunkByteSize, peakReservedBytes));
        RegionAllocator region = tryOpen(chunkByteSize);
        while (region == null && chunkByteSize > least) {
            chunkByteSize = Math.max(least, chunkByteSize / 2);
            region = tryOpen(chunkByteSize);
        }
        return region == null ? NULL_ADDRESS : tryAllocateAndAdd(region, byteSize, byteAlignment);
    }

    private long tryAllocateAndAdd(RegionAllocator region, long byteSize, long byteAlignment) {
        boolean added = false;
        try {
            final long address = region.tryAllocate(byteSize, byteAlignment);
            if (address != NULL_ADDRESS) {
                add(region);
                usage.allocated(region.usedBytes());
                added = true;
            }
            return address;
        } finally {
            if (!added) {
                region.close();
            }
        }
    }

    /** A region on a chunk of a size, or null where there is no such chunk, or no heap to keep book of it. */
    private RegionAllocator tryOpen(long byteCapacity) {
        try {
            return opened(factory.open(regionsParent, byteCapacity));
        } catch (AllocationFailedException | OutOfMemoryError e) {
            return null;
        } catch (IllegalArgumentException e) {
            // Regions have a largest size. That a first one can be opened is known.
            if (byteCapacity <= firstChunkByteSize) {
                throw e;
            }
            return null;
        }
    }

    private RegionAllocator opened(RegionAllocator region) {
        Objects.requireNonNull(region, "the factory opened nothing");
        if (kindDiffers(region)) {
            region.close();
            throw new IllegalStateException(
                    NAME + ": the factory must open regions of one kind, with blocks of one size;" + " it opened "
                            + kind + ", and now " + region);
        }
        return region;
    }

    private boolean kindDiffers(RegionAllocator region) {
        return kind != null && (kind.getClass() != region.getClass() || kind.goodByteSize(1) != region.goodByteSize(1));
    }

    private Member add(RegionAllocator region) {
        final Member member = new Member(region);
        byAddress.add(region.startAddress, region.endAddress, member);
        reservedBytes += region.reservedBytes();
        peakReservedBytes = Math.max(peakReservedBytes, reservedBytes);
        putFirst(member);
        return member;
    }

    private void putFirst(Member member) {
        member.newer = null;
        member.older = newest;
        if (newest != null) {
            newest.newer = member;
        }
        newest = member;
    }

    private void unlink(Member member) {
        if (member.newer == null) {
            newest = member.older;
        } else {
            member.newer.older = member.older;
        }
        if (member.older != null) {
            member.older.newer = member.newer;
        }
    }

    /** The region was allocated from or freed to. */
    private void used(Member member) {
        if (member != newest) {
            unlink(member);
            putFirst(member);
        }
        if (member == empty) {
            empty = null;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>As the block's region does it.
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        final RegionAllocator region = checkedMemberOf(address).region;
        final long usedBefore = region.usedBytes();
        final boolean resized = region.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        usage.grew(region.usedBytes() - usedBefore);
        return resized;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Within its region if that has room, and else to another one, or a new one.
     */
    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        final RegionAllocator region = checkedMemberOf(address).region;
        final long usedBefore = region.usedBytes();
        final long kept = region.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (kept != NULL_ADDRESS) {
            usage.grew(region.usedBytes() - usedBefore);
            return kept;
        }
        final long moved = tryAllocate(newByteSize, byteAlignment);
        if (moved != NULL_ADDRESS) {
            Memory.copy(address, moved, Math.min(preservedBytes, newByteSize));
            free(address, oldByteSize, byteAlignment);
        }
        return moved;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        final Member member = checkedMemberOf(address);
        final RegionAllocator region = member.region;
        final long usedBefore = region.usedBytes();
        region.free(address, byteSize, byteAlignment);
        usage.freed(usedBefore - region.usedBytes());
        used(member);
        if (region.liveCount() == 0) {
            emptied(member);
        }
    }

    /** Of two empty regions the smaller one is closed, unless all are about to be. */
    private void emptied(Member member) {
        if (member.region instanceof BumpAllocator bump) {
            usage.grew(-bump.usage.usedBytes());
            bump.reset();
        }
        if (tenancy.isTelling()) {
            return;
        }
        final Member former = empty;
        if (former == null || former.region.byteCapacity() <= member.region.byteCapacity()) {
            empty = member;
            if (former != null) {
                remove(former);
            }
        } else {
            remove(member);
        }
    }

    private void remove(Member member) {
        unlink(member);
        byAddress.remove(member.region.startAddress);
        reservedBytes -= member.region.reservedBytes();
        member.region.close();
    }

    /**
     * Closes the region that is empty, if there is one, and so gives its chunk back to the parent. The next request that
     * finds no room opens another one.
     */
    public void trim() {
        tenancy.ensureOpen();
        final Member former = empty;
        if (former != null) {
            empty = null;
            remove(former);
        }
    }

    private Member checkedMemberOf(long address) {
        final Member member = memberOf(address);
        if (member == null) {
            tenancy.ensureOpen();
            throw new IllegalArgumentException(
                    NAME + ": address " + address + " is in none of its " + byAddress.count() + " regions");
        }
        return member;
    }

    private Member memberOf(long address) {
        final Member first = newest;
        return first != null && first.region.owns(address) ? first : byAddress.find(address);
    }

    @Override
    public long goodByteSize(long byteSize) {
        return kind.goodByteSize(byteSize);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A region that is given back is no longer inside.
     */
    @Override
    public boolean owns(long address) {
        return memberOf(address) != null;
    }

    /**
     * How many regions there are.
     *
     * @return the count
     */
    public int regionCount() {
        return byAddress.count();
    }

    /**
     * Shows all regions, the one last used first: each can be {@linkplain RegionAllocator#walk walked} and drawn. Nothing
     * may be allocated, freed or closed on the way.
     *
     * @param visitor is shown them
     */
    public void forEachRegion(Consumer<? super RegionAllocator> visitor) {
        tenancy.ensureOpen();
        for (Member member = newest; member != null; member = member.older) {
            visitor.accept(member.region);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @return the numbers of all regions together, those that were closed included; the largest free block depends on the
     *     parent
     */
    @Override
    public AllocatorStats stats() {
        return usage.stats(reservedBytes, AllocatorStats.UNKNOWN);
    }

    @Override
    public void check() {
        tenancy.ensureOpen();
        long usedBytes = 0;
        long liveCount = 0;
        long bytes = 0;
        int count = 0;
        for (Member member = newest; member != null; member = member.older) {
            final RegionAllocator region = member.region;
            region.check();
            usedBytes += region.usedBytes();
            liveCount += region.liveCount();
            bytes += region.reservedBytes();
            count++;
            if (byAddress.find(region.startAddress) != member
                    || (member.older != null && member.older.newer != member)
                    || (region.liveCount() == 0) != (member == empty)) {
                throw new IllegalStateException(this + ": out of order: " + region);
            }
        }
        if (usedBytes != usage.usedBytes()
                || liveCount != usage.liveCount()
                || bytes != reservedBytes
                || count != byAddress.count()
                || !byAddress.isInOrder()) {
            throw new IllegalStateException(this + ": " + count + " regions of " + bytes + " bytes have " + usedBytes
                    + " used and " + liveCount + " blocks live");
        }
    }

    @Override
    public void register(Dependant dependant) {
        tenancy.add(dependant);
    }

    @Override
    public void close() {
        tenancy.close();
    }

    /**
     * The allocator in one line.
     *
     * @return its kind, and how much is used
     */
    @Override
    public String toString() {
        return tenancy.isOpen()
                ? NAME + "[" + usage.usedBytes() + " of " + reservedBytes + " bytes in " + byAddress.count()
                        + " regions used, " + usage.liveCount() + " blocks live]"
                : tenancy.closedDescription();
    }

    /** The parent as the regions know it: what it tells, this is told, and tells them. */
    private final class Parent extends ForwardingAllocator {
        Parent(Allocator parent) {
            super(parent);
        }

        @Override
        public void register(Dependant region) {
            tenants.add(region);
        }

        /** The parent stays open. */
        @Override
        public void close() {}

        @Override
        public String toString() {
            return delegate.toString();
        }
    }

    private final class GrowingTenancy extends Tenancy {
        GrowingTenancy() {
            super(NAME);
        }

        @Override
        boolean hasMemoryIn(long fromAddress, long toAddress) {
            return tenants.holdAny(fromAddress, toAddress);
        }

        /**
         * Of the regions, one can be named that surely goes, and nothing in it is somebody else's: blocks in the others are
         * freed by who has them.
         */
        @Override
        void closeDependants(String cause) {
            if (newest == null) {
                closeAll(0, 0, cause);
            } else {
                closeAll(newest.region.startAddress, newest.region.endAddress, cause);
            }
        }

        @Override
        void forgetAll() {
            byAddress.clear();
            newest = null;
            empty = null;
            reservedBytes = 0;
            usage.reset();
        }

        @Override
        void giveBackOutside(long fromAddress, long toAddress) {
            tenants.closeAll(fromAddress, toAddress, closedBy());
        }
    }
}
