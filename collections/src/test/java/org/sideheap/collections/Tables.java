package org.sideheap.collections;

import org.sideheap.allocators.Allocator;

/** Maps and sets, in one block or in segments. */
final class Tables {
    private Tables() {}

    /** In segments of a size, or in one block if that is 0. */
    static Long2LongHashMap map(Allocator allocator, float loadFactor, long missingValue, long segmentByteSize) {
        return segmentByteSize == 0
                ? new Long2LongHashMap(allocator, 0, loadFactor, missingValue)
                : new Long2LongHashMap(segmentByteSize, allocator, loadFactor, missingValue);
    }

    /** In segments of a size, or in one block if that is 0. */
    static LongHashSet set(Allocator allocator, float loadFactor, long segmentByteSize) {
        return segmentByteSize == 0
                ? new LongHashSet(allocator, 0, loadFactor)
                : new LongHashSet(segmentByteSize, allocator, loadFactor);
    }
}
