package org.sideheap.examples;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.Dependant;

/**
 * Counts what goes through it to an allocator that others use too: its {@link #stats} are those of this user alone.
 *
 * <p>The other allocator is left open by {@link #close}, for the others.
 */
final class MeteredAllocator implements Allocator {
    private final Allocator metered;

    private long usedBytes;
    private long peakUsedBytes;
    private long allocationCount;
    private long freeCount;
    private long declineCount;

    MeteredAllocator(Allocator metered) {
        this.metered = metered;
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        final long address = metered.tryAllocate(byteSize, byteAlignment);
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
        final boolean resized = metered.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        if (resized) {
            grew(goodByteSize(newByteSize) - goodByteSize(oldByteSize));
        }
        return resized;
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        final long moved = metered.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (moved == NULL_ADDRESS) {
            declineCount++;
        } else {
            grew(goodByteSize(newByteSize) - goodByteSize(oldByteSize));
        }
        return moved;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        metered.free(address, byteSize, byteAlignment);
        freeCount++;
        usedBytes -= goodByteSize(byteSize);
    }

    @Override
    public long goodByteSize(long byteSize) {
        return metered.goodByteSize(byteSize);
    }

    @Override
    public boolean owns(long address) {
        return metered.owns(address);
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
    public void register(Dependant dependant) {
        metered.register(dependant);
    }

    @Override
    public void close() {}

    private void grew(long byteSize) {
        usedBytes += byteSize;
        peakUsedBytes = Math.max(peakUsedBytes, usedBytes);
    }
}
