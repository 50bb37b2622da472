package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.TreeMap;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.Dependant;
import org.sideheap.allocators.Dependants;
import org.sideheap.allocators.GlobalAllocator;

/**
 * A plain first-fit allocator, right as it stands and with its notes on the heap, for the mutants to break in one place
 * each. Its region starts 8 bytes after a multiple of 4096 and has unused memory on both sides, so that a broken one hits
 * nobody.
 */
class PlainAllocator implements Allocator {
    private static final long MARGIN_BYTE_SIZE = 1 << 14;

    final long startAddress;
    final long byteCapacity;
    final TreeMap<Long, Long> liveByteSizes = new TreeMap<>();
    long usedBytes;
    long peakUsedBytes;
    long allocationCount;
    long declineCount;
    private final Dependants dependants = new Dependants();
    private final long base;
    private boolean closed;

    PlainAllocator(long byteCapacity) {
        this.byteCapacity = byteCapacity;
        base = GlobalAllocator.INSTANCE.allocate(byteCapacity + 2 * MARGIN_BYTE_SIZE, 4096);
        startAddress = base + MARGIN_BYTE_SIZE + 8;
    }

    /** The first place where a block fits, or NULL_ADDRESS. */
    long place(long byteSize, long byteAlignment) {
        long from = startAddress;
        for (final long liveAddress : liveByteSizes.keySet()) {
            final long address = aligned(from, byteAlignment);
            if (address < liveAddress && byteSize <= liveAddress - address) {
                return address;
            }
            from = liveAddress + liveByteSizes.get(liveAddress);
        }
        final long address = aligned(from, byteAlignment);
        return byteSize <= startAddress + byteCapacity - address ? address : NULL_ADDRESS;
    }

    static long aligned(long address, long byteAlignment) {
        return (address + byteAlignment - 1) & -byteAlignment;
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long address = place(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            declineCount++;
            return NULL_ADDRESS;
        }
        liveByteSizes.put(address, byteSize);
        allocationCount++;
        usedBytes += byteSize;
        peakUsedBytes = Math.max(peakUsedBytes, usedBytes);
        return address;
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        checkLive(address);
        final Long next = liveByteSizes.higherKey(address);
        if (newByteSize > (next != null ? next : startAddress + byteCapacity) - address) {
            return false;
        }
        liveByteSizes.put(address, newByteSize);
        usedBytes += newByteSize - oldByteSize;
        peakUsedBytes = Math.max(peakUsedBytes, usedBytes);
        return true;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        checkLive(address);
        if (byteSize != liveByteSizes.get(address)) {
            throw new IllegalArgumentException("wrong size " + byteSize);
        }
        liveByteSizes.remove(address);
        usedBytes -= byteSize;
    }

    @Override
    public boolean owns(long address) {
        return !closed && address >= startAddress && address < startAddress + byteCapacity;
    }

    @Override
    public AllocatorStats stats() {
        return new AllocatorStats(
                usedBytes,
                byteCapacity,
                peakUsedBytes,
                AllocatorStats.UNKNOWN,
                liveByteSizes.size(),
                allocationCount,
                declineCount);
    }

    @Override
    public void check() {
        checkOpen();
    }

    @Override
    public void register(Dependant dependant) {
        dependants.add(dependant);
    }

    @Override
    public void close() {
        if (!closed) {
            dependants.closeAll(startAddress, startAddress + byteCapacity, "PlainAllocator was closed");
            closed = true;
            GlobalAllocator.INSTANCE.free(base, byteCapacity + 2 * MARGIN_BYTE_SIZE, 4096);
        }
    }

    final void checkRequest(long byteSize, long byteAlignment) {
        checkOpen();
        if (byteSize < 1 || Long.bitCount(byteAlignment) != 1 || byteAlignment < 1) {
            throw new IllegalArgumentException(byteSize + " bytes aligned to " + byteAlignment);
        }
    }

    void checkLive(long address) {
        if (!liveByteSizes.containsKey(address)) {
            throw new IllegalArgumentException("no live block at " + address);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}
