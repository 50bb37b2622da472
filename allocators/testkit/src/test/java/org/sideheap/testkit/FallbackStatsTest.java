package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.FixedBufferAllocator;
import org.sideheap.allocators.Memory;

class FallbackStatsTest {
    @Test
    void countsAMoveThatTheFallbackDeclines() {
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(ByteBuffer.allocateDirect(16))) {
            final long address = allocator.allocate(24, 8);
            assertEquals(Memory.NULL_ADDRESS, allocator.tryReallocate(address, 24, 1L << 62, 8, 24));
            assertEquals(1, allocator.stats().declineCount());
            allocator.free(address, 24, 8);
        }
    }
}
