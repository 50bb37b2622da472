package org.sideheap.allocators;

/** The running numbers behind {@link AllocatorStats}, for an allocator that one thread uses at a time. */
final class Usage {
    private long usedBytes;
    private long peakUsedBytes;
    private long liveCount;
    private long allocationCount;
    private long declineCount;

    void allocated(long byteSize) {
        allocationCount++;
        liveCount++;
        grew(byteSize);
    }

    void freed(long byteSize) {
        liveCount--;
        usedBytes -= byteSize;
    }

    /** A live block takes more bytes, or fewer, than it did. */
    void grew(long byteSize) {
        usedBytes += byteSize;
        if (usedBytes > peakUsedBytes) {
            peakUsedBytes = usedBytes;
        }
    }

    void declined() {
        declineCount++;
    }

    void reset() {
        usedBytes = 0;
        liveCount = 0;
    }

    /** Goes back to what was so before, with what has been freed since. */
    void restore(long formerUsedBytes, long formerLiveCount) {
        usedBytes = formerUsedBytes;
        liveCount = formerLiveCount;
    }

    long usedBytes() {
        return usedBytes;
    }

    long liveCount() {
        return liveCount;
    }

    long allocationCount() {
        return allocationCount;
    }

    long declineCount() {
        return declineCount;
    }

    AllocatorStats stats(long reservedBytes, long largestFreeBytes) {
        return new AllocatorStats(
                usedBytes, reservedBytes, peakUsedBytes, largestFreeBytes, liveCount, allocationCount, declineCount);
    }
}
