package org.sideheap.allocators;

/** How large the next chunk of an allocator that grows shall be: as large as all it has together, within bounds. */
final class ChunkGrowth {
    /**
     * No chunk is larger of itself, so that a large allocator is at most this much larger than it has to be. Taking a
     * chunk costs a call of the system, some microseconds; to touch the 4096 pages of one of 16 MiB costs a
     * millisecond: beyond that nothing is gained. It is half of what glibc's malloc maps from the system anew each time,
     * whatever was freed before (32 MiB).
     */
    static final long MAX_CHUNK_BYTE_SIZE = 16L << 20;

    private ChunkGrowth() {}

    /**
     * The size to try first.
     *
     * @param firstChunkByteSize the first chunk's, and the least
     * @param reservedBytes of all chunks there are
     */
    static long nextChunkByteSize(long firstChunkByteSize, long reservedBytes) {
        return Math.max(firstChunkByteSize, Math.min(reservedBytes, MAX_CHUNK_BYTE_SIZE));
    }
}
