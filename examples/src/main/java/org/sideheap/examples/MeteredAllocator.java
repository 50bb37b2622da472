package org.sideheap.examples;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.ForwardingAllocator;

/**
 * Counts what goes through it to an allocator that others use too: its {@link #stats} are those of this user alone.
 *
 * <p>The other allocator is left open by {@link #close}, for the others.
 */
final class MeteredAllocator extends ForwardingAllocator {
    private long usedBytes;
    private long peakUsedBytes;
    private long allocationCount;
    private long freeCount;
    private long declineCount;

    MeteredAllocator(Allocator metered) {
        super(metered);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        final long address = delegate.tryAllocate(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            declineCount++;
        } else {
            allocationCount++;
            grew(goodByteSize(byteSize));
        }
        return address;
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        final boolean resized = delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        if (resized) {
            grew(goodByteSize(newByteSize) - goodByteSize(oldByteSize));
        }
        return resized;
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        final long moved = delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (moved == NULL_ADDRESS) {
            declineCount++;
        } else {
            grew(goodByteSize(newByteSize) - goodByteSize(oldByteSize));
        }
        return moved;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        delegate.free(address, byteSize, byteAlignment);
        freeCount++;
        usedBytes -= goodByteSize(byteSize);
    }

    @Override
    public AllocatorStats stats() {
        return new AllocatorStats(
                usedBytes,
                usedBytes,
                peakUsedBytes,
                AllocatorStats.UNKNOWN,
                allocationCount - freeCount,
                allocationCount,
                declineCount);
    }

    @Override
    public void close() {}

    private void grew(long byteSize) {
        usedBytes += byteSize;
        peakUsedBytes = Math.max(peakUsedBytes, usedBytes);
    }
}
