package org.sideheap.collections.paired;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.TlsfAllocator;

/** Memory that the kernel gave before a task begins, and that stays: what the rivals' heap is for them. */
final class WarmRegion {
    /** For two maps and the smaller table that one of them grows from. */
    private static final long BYTES_PER_ENTRY = 128;

    private static final long LEAST_BYTE_SIZE = 1 << 20;
    private static final long PAGE_BYTE_SIZE = 4096;

    private static final Map<Integer, Allocator> BY_COUNT = new ConcurrentHashMap<>();

    private WarmRegion() {}

    /** One for collections of so many elements, always the same. */
    static Allocator forCount(int count) {
        return BY_COUNT.computeIfAbsent(count, WarmRegion::make);
    }

    private static Allocator make(int count) {
        final long byteSize = LEAST_BYTE_SIZE + count * BYTES_PER_ENTRY;
        final long address = GlobalAllocator.INSTANCE.allocate(byteSize, PAGE_BYTE_SIZE);
        Memory.fill(address, byteSize, (byte) 1);
        return TlsfAllocator.over(address, byteSize);
    }
}
