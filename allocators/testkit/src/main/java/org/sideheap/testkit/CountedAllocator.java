package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.concurrent.atomic.AtomicLong;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.ForwardingAllocator;

/**
 * An allocator that others use as well, with the live blocks of those who use it through this counted apart. As good for
 * several threads as the allocator behind.
 */
final class CountedAllocator extends ForwardingAllocator {
    private final AtomicLong liveCount = new AtomicLong();

    CountedAllocator(Allocator delegate) {
        super(delegate);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        return counted(delegate.tryAllocate(byteSize, byteAlignment));
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        return counted(delegate.allocate(byteSize, byteAlignment));
    }

    @Override
    public long allocateZeroed(long byteSize, long byteAlignment) {
        return counted(delegate.allocateZeroed(byteSize, byteAlignment));
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        delegate.free(address, byteSize, byteAlignment);
        liveCount.decrementAndGet();
    }

    /** Those of the allocator behind, but for the count of live blocks. */
    @Override
    public AllocatorStats stats() {
        final AllocatorStats shared = delegate.stats();
        return new AllocatorStats(
                shared.usedBytes(),
                shared.reservedBytes(),
                shared.peakUsedBytes(),
                shared.largestFreeBytes(),
                liveCount.get(),
                shared.allocationCount(),
                shared.declineCount());
    }

    private long counted(long address) {
        if (address != NULL_ADDRESS) {
            liveCount.incrementAndGet();
        }
        return address;
    }
}
