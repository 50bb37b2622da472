package org.sideheap.allocators;

/**
 * An allocator had no room for a request. Nothing was changed by the request, and whoever made it for a collection left
 * that collection as it was.
 *
 * <p>Unlike an {@link OutOfMemoryError} this is an ordinary event on a bounded allocator, made to be caught.
 */
public final class AllocationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Size asked for, in bytes. */
    private final long byteSize;

    /** Alignment asked for, in bytes. */
    private final long byteAlignment;

    /** The state of the allocator when it declined. */
    private final transient AllocatorStats stats;

    /** The allocator that declined, in words. */
    private final String allocator;

    /**
     * Describes a request that was declined.
     *
     * @param allocator that declined
     * @param byteSize asked for, in bytes
     * @param byteAlignment asked for, in bytes
     */
    public AllocationFailedException(Allocator allocator, long byteSize, long byteAlignment) {
        this(allocator.getClass().getSimpleName(), allocator.stats(), byteSize, byteAlignment);
    }

    private AllocationFailedException(String allocator, AllocatorStats stats, long byteSize, long byteAlignment) {
        super(message(allocator, stats, byteSize, byteAlignment));
        this.allocator = allocator;
        this.stats = stats;
        this.byteSize = byteSize;
        this.byteAlignment = byteAlignment;
    }

    private static String message(String allocator, AllocatorStats stats, long byteSize, long byteAlignment) {
        final String largestFree = stats.largestFreeBytes() == AllocatorStats.UNKNOWN
                ? ""
                : ", the largest free block has " + stats.largestFreeBytes();
        return allocator + " declined " + byteSize + " bytes aligned to " + byteAlignment + ": " + stats.usedBytes()
                + " of " + stats.reservedBytes() + " reserved bytes are used" + largestFree;
    }

    /**
     * The size that was asked for.
     *
     * @return the size in bytes
     */
    public long byteSize() {
        return byteSize;
    }

    /**
     * The alignment that was asked for.
     *
     * @return the alignment in bytes
     */
    public long byteAlignment() {
        return byteAlignment;
    }

    /**
     * The allocator's numbers when it declined.
     *
     * @return its stats; null in an exception that was deserialised
     */
    public AllocatorStats stats() {
        return stats;
    }

    /**
     * Which allocator declined.
     *
     * @return the simple name of its class
     */
    public String allocator() {
        return allocator;
    }
}
