package org.sideheap.allocators;

/**
 * What an allocator has done so far, at one moment.
 *
 * @param usedBytes bytes that cannot be handed out because of live blocks: the blocks themselves, their headers and the
 *     padding before them
 * @param reservedBytes bytes the allocator holds, used or not
 * @param peakUsedBytes the most {@code usedBytes} has ever been
 * @param largestFreeBytes the largest block that could still be allocated at the smallest alignment, or {@link #UNKNOWN}
 * @param liveCount blocks allocated and neither freed nor reset
 * @param allocationCount blocks ever allocated
 * @param declineCount requests for a block, or for moving one, ever declined
 */
public record AllocatorStats(
        long usedBytes,
        long reservedBytes,
        long peakUsedBytes,
        long largestFreeBytes,
        long liveCount,
        long allocationCount,
        long declineCount) {
    /** Stands for a number the allocator does not know. */
    public static final long UNKNOWN = -1;
}
