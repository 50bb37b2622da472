package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkAtLeastOne;
import static org.sideheap.allocators.AddressMath.checkRequest;

/**
 * How closely a {@link GuardedAllocator} looks.
 *
 * <pre>{@code
 * GuardOptions options = GuardOptions.DEFAULT.withRedZoneByteSize(256).withOneThread();
 * PoolAllocator pool = new PoolAllocator(options.guardedByteSize(24, 8), 1000); // room for blocks of 24 bytes
 * GuardedAllocator guarded = new GuardedAllocator(pool, options);
 * }</pre>
 *
 * @param redZoneByteSize how many bytes before and behind each block are watched, at least 1
 * @param quarantineByteSize how many bytes of freed blocks, red zones included, are kept back to be watched, at least 0
 * @param oneThread whether a block may only be freed and resized by the thread that allocated it
 */
public record GuardOptions(long redZoneByteSize, long quarantineByteSize, boolean oneThread) {
    /**
     * Red zones of 32 bytes, so that a {@code long} written up to four elements too far is seen; a quarantine of 1 MiB;
     * any thread may free any block.
     */
    public static final GuardOptions DEFAULT = new GuardOptions(32, 1 << 20, false);

    /**
     * Checks the numbers.
     *
     * @param redZoneByteSize how many bytes before and behind each block are watched, at least 1
     * @param quarantineByteSize how many bytes of freed blocks are kept back, at least 0
     * @param oneThread whether a block may only be freed and resized by the thread that allocated it
     */
    public GuardOptions {
        checkAtLeastOne(redZoneByteSize, "redZoneByteSize");
        if (quarantineByteSize < 0) {
            throw new IllegalArgumentException("quarantineByteSize must be at least 0, was " + quarantineByteSize);
        }
    }

    /**
     * The same with other red zones.
     *
     * @param byteSize of the zone before and of the one behind each block, at least 1
     * @return the options
     */
    public GuardOptions withRedZoneByteSize(long byteSize) {
        return new GuardOptions(byteSize, quarantineByteSize, oneThread);
    }

    /**
     * The same with another quarantine.
     *
     * @param byteSize of all blocks kept back, red zones included; 0 keeps none
     * @return the options
     */
    public GuardOptions withQuarantineByteSize(long byteSize) {
        return new GuardOptions(redZoneByteSize, byteSize, oneThread);
    }

    /**
     * The same, and a block belongs to the thread that allocated it.
     *
     * @return the options
     */
    public GuardOptions withOneThread() {
        return new GuardOptions(redZoneByteSize, quarantineByteSize, true);
    }

    /**
     * What the allocator behind is asked for when a block is asked for: a pool behind has blocks of that size.
     *
     * @param byteSize of the block, at least 1
     * @param byteAlignment of the block, a power of two
     * @return the size of the block and both its red zones; {@link Long#MAX_VALUE} if that is more
     */
    public long guardedByteSize(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long front = frontByteSize(byteAlignment);
        if (front < 0 || byteSize > Long.MAX_VALUE - front || redZoneByteSize > Long.MAX_VALUE - front - byteSize) {
            return Long.MAX_VALUE;
        }
        return front + byteSize + redZoneByteSize;
    }

    /** The zone before a block, which keeps it aligned; negative if that is more than a long holds. */
    long frontByteSize(long byteAlignment) {
        return alignUp(redZoneByteSize, byteAlignment);
    }
}
